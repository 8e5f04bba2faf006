/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Browser as Chromium, Page } from "playwright-core"
import { freePorts } from "../../../cluster/test/harness/FreePort.ts"
import { align, decode, jumps, worst } from "./Alignment.ts"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as LocalCluster from "./LocalCluster.ts"
import * as Product from "./Product.ts"
import { recordable, record, recorded } from "./Recording.ts"

describe("a listener of one of three servers", () => {
  it("hears nothing of it when each of them is killed in turn, the page's own first", async () => {
    const [own = ""] = cluster.origins
    await LocalCluster.siblingsAreKnown(cluster, own)
    await Browser.visit(
      browser,
      own,
      async (page) => {
        await Browser.topics(page)
        await Browser.chooseLength(page, "3 min")
        await record(page)
        const episode = await Listener.listen(page)
        await Listener.passed(page, 3)
        // Longer than a takeover.
        await Listener.receivedMore(page, 30 * 8000, 120_000)
        for (const [index] of cluster.origins.entries()) {
          const before = await Listener.position(page)
          await cluster.kill(index)
          await Listener.passed(page, before + 3)
          // A command that is given now reaches a server that lives.
          await page.getByRole("button", { name: "More like this" }).click()
          await page.getByText("More from these sources from now on.").waitFor()
          await cluster.restarted(index)
        }
        const heard = await Listener.position(page)
        const samples = await recorded(page)
        await page.getByRole("button", { name: "Pause" }).click()

        const mp3 = await download(page, episode)
        const findings = align(await decode(mp3), samples)
        assert.isAbove(findings.at(-1)?.seconds ?? 0, heard - 2)
        assert.isAbove(worst(findings), 0.99)
        assert.deepStrictEqual(jumps(findings), [])
      },
      { ...recordable, expects: /WebSocket|ERR_/ }
    )
  })
})

const stack = new AsyncDisposableStack()
let cluster: LocalCluster.LocalCluster
let browser: Chromium

beforeAll(async () => {
  const folder = stack.use(await Product.temporaryFolder())
  browser = await Browser.launch()
  stack.defer(() => browser.close())
  const port = await Effect.runPromise(freePorts(3))
  cluster = stack.use(await LocalCluster.start({ data: folder.path, servers: 3, port }))
}, 180_000)
afterAll(() => stack.disposeAsync(), 60_000)

/** From the first server that answers. */
const download = async (page: Page, episode: string): Promise<Buffer> => {
  const audio = await page.request.get(
    `${cluster.origins[1]}/api/v1/podcasts/${episode}/audio.mp3`,
    { timeout: 120_000 }
  )
  return audio.body()
}
