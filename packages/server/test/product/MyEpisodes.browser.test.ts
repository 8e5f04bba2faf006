import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"

let scene: Scene.Scene

beforeAll(async () => {
  scene = await Scene.open()
})

afterAll(() => scene[Symbol.asyncDispose]())

const visit = (use: (page: Browser.Page) => Promise<void>, path = "/", options = {}) =>
  Browser.visit(scene.browser, `${scene.product.origin}${path}`, use, options)

/** Starts an episode of a minute, and returns to the page of topics. */
const listenBriefly = async (page: Browser.Page): Promise<string> => {
  await Browser.topics(page)
  await Browser.chooseLength(page, "1 min")
  const id = await Listener.listen(page)
  await Listener.complete(page)
  await Listener.passed(page, 6)
  return id
}

const openList = async (page: Browser.Page) => {
  await page.getByRole("link", { name: "My episodes" }).click()
  await page.getByRole("heading", { name: "My episodes" }).waitFor()
}

describe("the episodes of a listener", () => {
  it("go on with a second click on their card", async () => {
    await visit(async (page) => {
      const id = await listenBriefly(page)
      await page.getByRole("link", { name: "Aethercast, all topics" }).click()
      assert.strictEqual(await Listener.listen(page), id)
      // The page does not know of it any more, and the server does.
      await page.goto("/")
      await Browser.topics(page)
      await openList(page)
      await page.locator(".my-episode").first().waitFor()
      await page.getByRole("link", { name: "Aethercast, all topics" }).click()
      assert.strictEqual(await Listener.listen(page), id)
    })
  })

  it("are found again, resumed, and deleted for everybody", async () => {
    await visit(
      async (page) => {
        const id = await listenBriefly(page)
        await page.goto("/episodes")
        const items = page.locator(".my-episode")
        await items.first().waitFor()
        assert.strictEqual(await items.count(), 1)
        await page.getByRole("button", { name: /^Resume at 0:0\d: / }).click()
        await page.waitForURL(`**/episode/${id}`)
        await Listener.passed(page, 6)

        const stranger = await page.context().browser()?.newContext()
        const other = await stranger?.newPage()
        await other?.goto(page.url())
        await other?.getByRole("button", { name: "Listen", exact: true }).waitFor()

        await openList(page)
        const mp3 = await items.getByRole("link", { name: "Download" }).getAttribute("href")
        await page.getByRole("button", { name: /^Delete / }).click()
        await page.getByRole("button", { name: "Delete it for good?" }).click()
        await items.first().waitFor({ state: "detached" })
        assert.strictEqual((await page.request.get(mp3 ?? "")).status(), 404)
        await other?.reload()
        await other?.getByRole("heading", { name: "Episode not found" }).waitFor()
        await stranger?.close()
      },
      "/",
      { expects: /404/ }
    )
  })

  it("are shown to their own listener only", async () => {
    await visit(async (page) => {
      await page.goto("/episodes")
      await page.getByText("The episodes that you start are listed here.").waitFor()
    })
  })
})

describe("what a listener follows", () => {
  it("is listed until the listener stops following it", async () => {
    await visit(async (page) => {
      await page.goto("/episodes")
      const field = page.getByRole("textbox", { name: "A topic, or the address of a feed" })
      const follow = page.getByRole("button", { name: "Follow", exact: true })
      await field.fill("http://10.0.0.1/feed.xml")
      await follow.click()
      await page.getByText("This feed cannot be read: it is not a public address.").waitFor()
      await field.fill("how tides work")
      await follow.click()
      await page.getByRole("button", { name: "Follow how tides work no longer" }).waitFor()
      await page.reload()
      await page.getByRole("button", { name: "Follow how tides work no longer" }).click()
      await page.getByRole("button", { name: "Follow it no longer?" }).click()
      await page.getByText("how tides work").waitFor({ state: "detached" })
    })
  })
})

describe("what is remembered of a listener", () => {
  it("can be downloaded and cleared", async () => {
    await visit(async (page) => {
      const id = await listenBriefly(page)
      await openList(page)
      await page.getByText("1 episode that you started").waitFor()
      const record = await (await page.request.get("/api/v1/session")).text()
      assert.include(record, id)
      const cookie = async () => (await page.context().cookies())[0]?.value
      const before = await cookie()
      await page.getByRole("button", { name: "Forget everything" }).click()
      await page.getByRole("button", { name: "Delete all of it, with your episodes?" }).click()
      await page.waitForURL(/\/$/)
      await Browser.topics(page)
      assert.notStrictEqual(await cookie(), before)
      await openList(page)
      await page.getByText("The episodes that you start are listed here.").waitFor()
      assert.strictEqual(
        await page.evaluate(() => localStorage.getItem("aethercast.history")),
        null
      )
    })
  })
})
