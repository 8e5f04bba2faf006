import { WebTopics } from "@aethercast/agents/sources/discovery/WebTopics"
import { parseSubscriptions } from "@aethercast/agents/sources/Opml"
import { Effect, FileSystem, Layer, Option } from "effect"
import { BadUsage } from "./Usage.ts"
import type { WebSettings } from "./WebSettings.ts"

/** The providers of topics on the web: none when offline, the feeds of an OPML file among them. */
export const layer = ({ feeds, isOffline }: WebSettings) =>
  isOffline
    ? WebTopics.layerOffline
    : Layer.unwrap(
        Effect.map(
          Option.match(feeds, {
            onNone: () => Effect.succeed([]),
            onSome: (file) => subscriptions(file)
          }),
          (addresses) => WebTopics.layer({ feeds: addresses })
        )
      )

const subscriptions = Effect.fn("WebDiscovery.subscriptions")(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    fs.readFileString(file),
    ({ reason }) => new BadUsage({ problem: `${file} cannot be read (${reason._tag}).` })
  )
  const found = yield* Effect.mapError(
    Effect.fromResult(parseSubscriptions(text)),
    (reason) => new BadUsage({ problem: `${file} names no feeds: ${reason}.` })
  )
  return found.map(({ url }) => url)
})
