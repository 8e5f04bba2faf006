/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import { open, type Scene } from "./Scene.ts"

let scene: Scene
beforeAll(async () => {
  scene = await open()
})
afterAll(() => scene[Symbol.asyncDispose]())

describe("a citation", () => {
  it("leads to a page of this server that shows the passage", async () => {
    await Browser.visit(scene.browser, scene.product.origin, async (page) => {
      await Browser.topics(page)
      await Listener.listen(page)
      const citation = page.locator("a.line-source").first()
      await citation.waitFor()
      const opened = page.context().waitForEvent("page")
      await citation.click()
      const source = await opened
      await source.waitForLoadState()
      assert.isTrue(source.url().startsWith(`${scene.product.origin}/read/`), source.url())
      const passage = source.locator(":target")
      assert.isAbove((await passage.innerText()).length, 20)
      assert.isTrue(await passage.isVisible())
      await source.getByRole("link", { name: "The document itself" }).click()
      await source.waitForURL(`${scene.product.origin}/library/**`)
      assert.isAbove((await source.locator("body").innerText()).length, 500)
    })
  })

  it("and the list of sources leads there, too", async () => {
    await Browser.visit(scene.browser, scene.product.origin, async (page) => {
      await Browser.topics(page)
      await Listener.listen(page)
      const source = page.locator(".source-list a").first()
      const href = (await source.getAttribute("href")) ?? ""
      const answer = await page.request.get(href)
      assert.strictEqual(answer.status(), 200)
    })
  })
})

describe("the documentation of the API", () => {
  it("is shown within its content security policy", async () => {
    await Browser.visit(scene.browser, `${scene.product.origin}/docs`, async (page) => {
      await page.getByRole("heading", { name: "POST /api/v1/podcasts" }).first().waitFor()
    })
  })
})

describe("a page of another site whose name resolves to this machine", () => {
  it("reads nothing, orders nothing and opens no WebSocket", async () => {
    const browser = await Browser.launch(["--host-resolver-rules=MAP evil.example 127.0.0.1"])
    try {
      const context = await browser.newContext()
      const page = await context.newPage()
      const origin = `http://evil.example:${scene.product.port}`
      const answer = await page.goto(`${origin}/library/`)
      assert.strictEqual(answer?.status(), 421)
      const attempts = await page.evaluate(async () => {
        const status = async (path: string, init?: RequestInit) =>
          (await window.fetch(path, init)).status
        const opened = (path: string) =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(new URL(path, location.href.replace("http", "ws")))
            socket.addEventListener("open", () => resolve("open"))
            socket.addEventListener("error", () => resolve("error"))
          })
        return [
          await status("/library/tides/why-the-sea-rises.md"),
          await status("/api/v1/snippets"),
          await status("/api/v1/podcasts", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ topic: "tides" })
          }),
          await opened("/rpc"),
          await opened("/audio")
        ]
      })
      assert.deepStrictEqual(attempts, [421, 421, 421, "error", "error"])
    } finally {
      await browser.close()
    }
  })
})
