/// <reference lib="dom" />
import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"

describe("a server that generates one episode at a time", () => {
  it("tells the next one its place, and one too many when to try again", async () => {
    await Browser.visit(scene.browser, scene.product.origin, async (page) => {
      await asked(page, "why bees dance")
      await Listener.passed(page, 1)
      await asked(page, "the tides")
      await page.locator(".episode .status", { hasText: "Next in line" }).waitFor()
      await asked(page, "finding the longitude")
      await page.getByText("This episode could not be started").waitFor()
      await page
        .getByText(
          /^You have started many episodes in a short time\. Try again in (9|10) minutes( \d+ seconds?)?\.$/
        )
        .waitFor()
    })
  })
})

let scene: Scene.Scene

beforeAll(async () => {
  scene = await Scene.open({ quotas: "address=2/20m", args: ["--episodes=1"] })
})
afterAll(() => scene[Symbol.asyncDispose]())

const asked = async (page: Page, words: string) => {
  await page.goto("/")
  await Browser.topics(page)
  await Browser.ask(page, words)
}
