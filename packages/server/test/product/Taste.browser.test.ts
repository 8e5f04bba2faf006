/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"

let scene: Scene.Scene

beforeAll(async () => {
  scene = await Scene.open()
})

afterAll(() => scene[Symbol.asyncDispose]())

const visit = (use: (page: Browser.Page) => Promise<void>) =>
  Browser.visit(scene.browser, scene.product.origin, use)

/** The titles of the cards, from the first to the last. */
const titles = (page: Browser.Page): Promise<ReadonlyArray<string>> =>
  page.locator(".card-title").allTextContents()

const reason = /because you liked/

describe("the page of a listener with a taste", () => {
  it("shows a related topic higher and says why, until the taste is forgotten", async () => {
    await visit(async (page) => {
      await Browser.topics(page)
      await page.locator(".card-skeleton").first().waitFor({ state: "detached" })
      const before = await titles(page)
      assert.strictEqual(await page.locator(".card", { hasText: reason }).count(), 0)

      const last = before.at(-1) ?? ""
      await page.getByRole("button", { name: `Listen to ${last}`, exact: true }).click()
      await page.waitForURL("**/episode/*")
      await Listener.citing(page)
      await page.getByRole("button", { name: "More like this" }).click()
      await page.getByText("More from these sources from now on.").waitFor()

      await page.getByRole("link", { name: "Aethercast, all topics" }).click()
      await page.locator(".card", { hasText: reason }).first().waitFor()
      const liked = await titles(page)
      assert.deepStrictEqual(liked.toSorted(), before.toSorted())
      assert.strictEqual(liked[0], last)
      const related = await page
        .locator(".card", { hasText: reason })
        .locator(".card-title")
        .allTextContents()
      const higher = related.filter((title) => liked.indexOf(title) < before.indexOf(title))
      assert.isNotEmpty(
        higher.filter((title) => title !== last),
        `${before.join(", ")}; then ${liked.join(", ")}; related: ${related.join(", ")}`
      )

      await page.getByRole("link", { name: "My episodes" }).click()
      await page.getByRole("heading", { name: "What you seem to like" }).waitFor()
      const forget = page.getByRole("button", { name: /^Forget (?!everything|what I like)/ })
      const themes = await forget.count()
      await forget.first().click()
      await page.getByRole("button", { name: /^Forget .+\?$/ }).click()
      await page.waitForFunction(
        (count) => document.querySelectorAll("#taste ~ ul li").length === count,
        themes - 1
      )
      await page.getByRole("button", { name: "Forget what I like" }).click()
      await page.getByRole("button", { name: "Forget all of this?" }).click()
      await page
        .getByRole("heading", { name: "What you seem to like" })
        .waitFor({ state: "detached" })

      await page.getByRole("link", { name: "Aethercast, all topics" }).click()
      await Browser.topics(page)
      assert.strictEqual(await page.locator(".card", { hasText: reason }).count(), 0)
      assert.deepStrictEqual(await titles(page), before)
    })
  })
})
