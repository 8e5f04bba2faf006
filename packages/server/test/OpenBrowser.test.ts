import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Stdio } from "effect"
import * as OpenBrowser from "../src/OpenBrowser.ts"

const screenOn = (platform: string, variables: Record<string, string>) =>
  OpenBrowser.hasScreen(platform).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(variables)))
  )

describe("OpenBrowser", () => {
  it.effect("Linux has a screen only with a display", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* screenOn("linux", {}))
      assert.isFalse(yield* screenOn("linux", { DISPLAY: "" }))
      assert.isTrue(yield* screenOn("linux", { DISPLAY: ":0" }))
      assert.isTrue(yield* screenOn("linux", { WAYLAND_DISPLAY: "wayland-0" }))
    })
  )

  it.effect("a user who is connected over SSH does not see this machine's screen", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* screenOn("darwin", {}))
      assert.isFalse(yield* screenOn("darwin", { SSH_CONNECTION: "10.0.0.1 22" }))
      assert.isFalse(yield* screenOn("linux", { DISPLAY: ":10", SSH_CONNECTION: "10.0.0.1 22" }))
    })
  )

  it.effect("nothing is opened without a terminal", () =>
    OpenBrowser.open("http://127.0.0.1:1/").pipe(
      Effect.provide(
        Layer.merge(
          Stdio.layerTest({}),
          ConfigProvider.layer(ConfigProvider.fromUnknown({ DISPLAY: ":0" }))
        )
      )
    )
  )
})
