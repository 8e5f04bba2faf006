/// <reference lib="dom" />
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import { pdf } from "../../../agents/test/sources/files/Documents.ts"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"

describe("an episode from what a listener gives", () => {
  it("quotes the page at an address, whose title it takes", async () => {
    await visit(async (page) => {
      await prepared(page)
      await Browser.ask(page, `http://localhost:${port}/harbour`)
      await quotes(page, essay)
      await page.getByRole("heading", { level: 1, name: "The walls below the harbour" }).waitFor()
    })
  })

  it("quotes a pasted text", async () => {
    await visit(async (page) => {
      await prepared(page)
      await paste(page, essay.join(" "))
      await page.getByText(/^\d+ words$/).waitFor()
      await page.getByRole("button", { name: "Make an episode" }).click()
      await quotes(page, essay)
    })
  })

  it("quotes a PDF", async () => {
    await visit(async (page) => {
      await prepared(page)
      await choose(page, "walls.pdf", "application/pdf", printed(essay))
      await page.getByText(/^\d+ words$/).waitFor()
      await page.getByRole("button", { name: "Make an episode" }).click()
      await quotes(page, essay)
    })
  })

  it("prefers what its sources say about the focus, which is shown, kept and not logged", async () => {
    await visit(async (page) => {
      await prepared(page)
      const field = page.getByLabel("Focus (optional)")
      await field.fill("x")
      await Browser.ask(page, "coffee")
      assert.match(await page.getByRole("alert").innerText(), /focus in at least two characters/)
      assert.isTrue(await field.evaluate((input) => input === document.activeElement))

      const focus = "what it means for small farms"
      await field.fill(focus)
      await page.getByRole("button", { name: "Make an episode" }).click()
      await page.getByText(`Focus: ${focus}`).waitFor()
      await Listener.complete(page, 60_000)
      const said = (await page.locator("[data-line]").allInnerTexts()).join(" ")
      assert.match(said, /farms|smallholders/)

      const path = `/api/v1/podcasts/${Listener.episode(page)}`
      const ordered = await page.request.post(`${path}/forks`, {
        data: { chapter: 1 },
        headers: { origin: scene.product.origin }
      })
      const fork = await page.request.get(ordered.headers().location ?? "")
      assert.strictEqual((await fork.json()).focus, focus)
      assert.notInclude(scene.product.output(), "small farms")
    })
  })

  it("admits that its sources say nothing about the focus", async () => {
    await visit(async (page) => {
      await prepared(page)
      await page.getByLabel("Focus (optional)").fill("blast furnaces")
      await Browser.ask(page, "coffee")
      await page.getByText("The sources say nothing about your focus").waitFor()
      await page
        .locator("[data-line]", { hasText: "On what you asked us to focus on" })
        .waitFor({ timeout: 60_000 })
    })
  })

  it("does not read an address that is not public, and says so", async () => {
    await visit(async (page) => {
      await prepared(page)
      await Browser.ask(page, "http://127.0.0.1:8080/admin")
      await page
        .getByText(/not a public address|port is unusual/)
        .first()
        .waitFor()
    })
  })

  it("is told in words when a page or a file cannot be read", async () => {
    await visit(async (page) => {
      await prepared(page)
      await choose(page, "photo.png", "image/png", Buffer.from("not a document"))
      assert.match(await page.getByRole("alert").innerText(), /PDF, EPUB, DOCX, HTML, Markdown/)
      await choose(page, "broken.pdf", "application/pdf", Buffer.from("%PDF-1.7 broken"))
      await page.getByRole("alert").filter({ hasText: "cannot be read" }).waitFor()

      await Browser.ask(page, `http://localhost:${port}/missing`)
      await page.getByText("This cannot be read: it answered 404.").first().waitFor()
    })
  })
})

const essay = [
  "The harbour of Lundby was founded in 1066 and burned down in 1492, long before anybody drew a map of its walls.",
  "The masons of the town found the first wall by accident while they dug for clay.",
  "Divers went to the bottom of the basin in 1942, and they found two more walls of oak.",
  "The work took nine years and cost a great deal of money for each of the forty divers.",
  "The museum shows the oak of the second wall in a hall of glass near the fish market.",
  "The walls are older than the town, and nobody knows who built them or when they did it.",
  "The council of the town has asked the university to date every beam of the second wall.",
  "The first results say that the oak was felled in the winter of 1340 on the far side of the sound.",
  "The beams were floated across the water by forty men and a great number of oxen.",
  "A fire in the archive destroyed the letters of the builders, so the beams are all that is left."
]

const stack = new AsyncDisposableStack()
let scene: Scene.Scene
let port = 0

beforeAll(async () => {
  const web = await served()
  stack.defer(() => web.closeAllConnections())
  const address = web.address()
  if (address === null || typeof address === "string") throw new Error("It has no port")
  port = address.port
  scene = stack.use(await Scene.open({ args: [`--private-hosts=localhost:${port}`] }))
})
afterAll(() => stack.disposeAsync())

/** A web host with one page. */
const served = async (): Promise<Server> => {
  const server = createServer((request, response) => {
    const found = request.url === "/harbour"
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" })
    response.end(
      found
        ? `<!doctype html><title>The walls below the harbour</title><article><h1>The walls below the harbour</h1>${essay.map((sentence) => `<p>${sentence}</p>`).join("")}</article>`
        : "<p>Nothing.</p>"
    )
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  server.unref()
  return server
}

const visit = (use: (page: Page) => Promise<void>) =>
  Browser.visit(scene.browser, scene.product.origin, use, { expects: /404|422/ })

const prepared = async (page: Page) => {
  await Browser.topics(page)
  await Browser.chooseLength(page, "1 min")
}

const choose = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
  page.locator("form.topic-form input[type=file]").setInputFiles({ name, mimeType, buffer })

const paste = (page: Page, text: string) =>
  page.locator(".topic-form-field input[type=text]").evaluate((input, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/plain", pasted)
    input.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
    )
  }, text)

/** A PDF of one page, each sentence a paragraph of several lines. */
const printed = (sentences: ReadonlyArray<string>): Buffer => {
  let top = 740
  const lines = sentences.flatMap((sentence) => {
    top -= 12
    return (sentence.match(/.{1,70}(?: |$)/g) ?? []).map((line) => {
      top -= 14
      return [line.trim(), 11, top] as const
    })
  })
  return Buffer.from(pdf([lines], "The walls below the harbour"))
}

/** The episode is complete, and each line that cites a source says what stands there. */
const quotes = async (page: Page, sentences: ReadonlyArray<string>) => {
  await Listener.complete(page, 60_000)
  const said = await page.locator("[data-line]").allInnerTexts()
  const quoted = sentences.filter((sentence) =>
    said.some((line) => line.includes(sentence.slice(0, 40)))
  )
  assert.isAtLeast(quoted.length, 3)
}
