/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"

describe("a topic that nothing is found about", () => {
  it("is refused on the page before five seconds of it are heard, and said in words", async () => {
    await visit(async (page) => {
      // The first episode of a server waits for its threads to start.
      await asked(page, "Quantum chromodynamics")
      await refused(page)
      await page.goto("/")
      await asked(page, "The history of chess")
      await page
        .getByText(/Nothing was found to read about this/)
        .first()
        .waitFor()
      assert.isBelow(await Listener.position(page), 5)
      await refused(page)
      assert.strictEqual(await page.locator(".banner-warning").count(), 0)
      const lines = page.locator("[data-line]")
      await lines.filter({ hasText: "nothing was found to read about this" }).waitFor()
      assert.strictEqual(await page.locator(".transcript a[href*='/library/']").count(), 0)
      // It is heard: the player goes through the opening and the refusal, to the end.
      await Listener.passed(page, 5, 15_000)
    })
  })

  it("offers to change the words, and does not request the same again", async () => {
    await visit(async (page) => {
      await asked(page, "The history of chess")
      await refused(page)
      const before = new URL(page.url()).pathname
      const field = page.getByLabel("Try other words")
      assert.strictEqual(await field.inputValue(), "The history of chess")
      assert.strictEqual(await page.getByRole("button", { name: "Try again" }).count(), 0)
      await page.getByRole("button", { name: "Make an episode" }).click()
      assert.match(await page.getByRole("alert").innerText(), /Change the words/)
      assert.strictEqual(new URL(page.url()).pathname, before)

      await field.fill("why bees dance")
      await page.getByRole("button", { name: "Make an episode" }).click()
      await Listener.complete(page)
      assert.notStrictEqual(new URL(page.url()).pathname, before)
    })
  })

  it("is not offered under Continue listening", async () => {
    await visit(async (page) => {
      await asked(page, "The history of chess")
      await refused(page)
      await Listener.passed(page, 7, 20_000)
      await page.goto("/")
      await Browser.topics(page)
      assert.strictEqual(
        await page.getByRole("navigation", { name: "Continue listening" }).count(),
        0
      )
    })
  })
})

const stack = new AsyncDisposableStack()
let scene: Scene.Scene

beforeAll(async () => {
  scene = stack.use(await Scene.open())
})
afterAll(() => stack.disposeAsync())

const visit = (use: (page: Page) => Promise<void>) =>
  Browser.visit(scene.browser, scene.product.origin, use)

const asked = async (page: Page, words: string) => {
  await Browser.topics(page)
  await Browser.chooseLength(page, "1 min")
  await Browser.ask(page, words)
}

const refused = (page: Page) =>
  page
    .locator(".episode-details .status", { hasText: "Nothing was found to read about this." })
    .waitFor({ timeout: 20_000 })
