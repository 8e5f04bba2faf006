/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Browser as Chromium, Page } from "playwright-core"
import { align, decode, jumps, worst } from "./Alignment.ts"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Product from "./Product.ts"
import * as Proxy from "./Proxy.ts"
import { recordable, record, recorded } from "./Recording.ts"
import * as Stored from "./Stored.ts"

describe("when the connection breaks in the middle of an episode", () => {
  it("the page says so, reconnects by itself, and misses nothing", async () => {
    await using proxy = await Proxy.start(product.port)
    await Browser.visit(
      browser,
      proxy.origin,
      async (page) => {
        await Browser.topics(page)
        await Browser.chooseLength(page, "3 min")
        const episode = await Listener.listen(page)
        await proxy.cutAfter(150_000)
        await reconnecting(page).waitFor()
        const heard = await Listener.position(page)
        await Listener.passed(page, heard + 1)

        proxy.heal()
        await reconnecting(page).waitFor({ state: "detached" })
        await assertIdentical(page, episode)
      },
      { expects: /WebSocket|ERR_/ }
    )
  })
})

describe("when the server is killed in the middle of an episode", () => {
  it("the episode plays to its end without a gap, and no line is lost or repeated", async () => {
    await Browser.visit(
      browser,
      product.origin,
      async (page) => {
        await Browser.topics(page)
        await Browser.chooseLength(page, "3 min")
        await record(page)
        const episode = await Listener.listen(page)
        await Listener.receivedMore(page, 120_000)
        await product.kill()
        const before = await Listener.received(page)
        await reconnecting(page).waitFor()

        product = await Product.start({ data, port: product.port })
        await reconnecting(page).waitFor({ state: "detached" })
        const seam = before.bytes / 8000
        await Listener.passed(page, seam + 2, 60_000)
        const samples = await recorded(page)
        const mp3 = await assertIdentical(page, episode)

        const findings = align(await decode(mp3), samples)
        assert.isAbove(findings.at(-1)?.seconds ?? 0, seam)
        assert.isAbove(worst(findings), 0.99)
        assert.deepStrictEqual(jumps(findings), [])

        await Listener.seek(page, mp3.length / 8000 - 3)
        await page.getByRole("button", { name: "Listen again" }).waitFor()
      },
      { ...recordable, expects: /WebSocket|ERR_/ }
    )
  })
})

describe("when the server is stopped with Ctrl-C", () => {
  it("it ends with all its processes, and the next start has the episode", async () => {
    const { episode, sha256 } = await Browser.visit(browser, product.origin, async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      const episode = await Listener.listen(page)
      await Listener.complete(page)
      return { episode, sha256: Stored.sha256(await download(page, episode)) }
    })
    const processes = await product.processes()
    assert.isAbove(processes.length, 2)
    assert.include([0, 130], await product.interrupt())
    await Product.eventually(
      "the end of all processes",
      () => Product.running(processes),
      (left) => left.length === 0,
      5000
    )

    product = await Product.start({ data })
    await Browser.visit(browser, `${product.origin}/episode/${episode}`, async (page) => {
      await Listener.complete(page)
      assert.strictEqual(Stored.sha256(await download(page, episode)), sha256)
      await page.getByRole("button", { name: /^Listen/ }).click()
      await Listener.passed(page, 1)
    })
  })
})

const stack = new AsyncDisposableStack()
let data: string
let product: Product.Product
let browser: Chromium

beforeAll(async () => {
  const folder = stack.use(await Product.temporaryFolder())
  data = folder.path
  browser = await Browser.launch()
  stack.defer(() => browser.close())
  product = await Product.start({ data })
  stack.defer(() => product[Symbol.asyncDispose]())
})
afterAll(() => stack.disposeAsync())

const download = async (page: Page, episode: string): Promise<Buffer> => {
  const audio = await page.request.get(`/api/v1/podcasts/${episode}/audio.mp3`)
  return audio.body()
}

const reconnecting = (page: Page) => page.getByText(/Reconnecting/)

/** Plays until everything is made and received; then each clip of the page equals the stored one, and all of them the file. */
const assertIdentical = async (page: Page, episode: string): Promise<Buffer> => {
  // At most two minutes are made ahead of the listener.
  await Listener.receivedMore(page, 100 * 8000)
  await Listener.seek(page, 90)
  await Listener.complete(page)
  const mp3 = await download(page, episode)
  await Listener.receivedMore(page, mp3.length - 1)
  const received = await Listener.received(page)
  assert.deepStrictEqual(received.lines, await Stored.lines(data, episode))
  assert.strictEqual(received.sha256, Stored.sha256(mp3))
  return mp3
}
