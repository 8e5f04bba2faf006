import * as Browser from "../packages/server/test/product/Browser.ts"
import * as Listener from "../packages/server/test/product/Listener.ts"
import * as Product from "../packages/server/test/product/Product.ts"
import * as ProcessMemory from "./ProcessMemory.ts"
import type { Benchmark, Row } from "./Report.ts"

/** Of the episode, in seconds, and how often it is looked at. */
const sizeOf = (quick: boolean) =>
  quick ? { seconds: 180, samples: 3 } : { seconds: 1800, samples: 6 }

const rate = 2

/** The longest episode there is, heard at twice its pace while it is made. */
export const endurance: Benchmark = {
  summary: "an episode of 30 minutes at twice its pace: silence, memory of server and page",
  async run(say, { quick }) {
    const { samples, seconds } = sizeOf(quick)
    await using stack = new AsyncDisposableStack()
    const { path: data } = stack.use(await Product.temporaryFolder())
    const product = stack.use(await Product.start({ data }))
    const browser = await Browser.launch()
    stack.defer(() => browser.close())
    const rows: Array<Row> = []
    await Browser.visit(browser, product.origin, async (page) => {
      await Browser.topics(page)
      const answer = await page.request.post("/api/v1/podcasts", {
        data: { topic: "tides", lengthSeconds: seconds }
      })
      const { episodeId } = await answer.json()
      await page.goto(`/episode/${episodeId}`)
      await page.getByRole("button", { name: "Play", exact: true }).last().click()
      await page.getByRole("combobox", { name: "Speed" }).selectOption(String(rate))
      await Listener.passed(page, 2)
      const debug = await page.context().newCDPSession(page)
      const began = performance.now()
      const start = await Listener.position(page)
      for (let sample = 1; sample <= samples; sample++) {
        const at = (sample * seconds) / samples - 15
        const heard = await passedOrEnded(page, at, (seconds * 1000) / rate)
        const silence = (performance.now() - began) / 1000 - (heard - start) / rate
        await debug.send("HeapProfiler.collectGarbage")
        const { usedSize } = await debug.send("Runtime.getHeapUsage")
        const server = await ProcessMemory.megabytes(product.pid)
        say(
          `${Math.round(heard)} s: silence ${silence.toFixed(2)} s, server ${Math.round(server)} MB, page ${Math.round(usedSize / 1e6)} MB`
        )
        rows.push({
          label: `${Math.round(heard)} s heard`,
          cells: [Math.max(0, silence), Math.round(server), Math.round(usedSize / 1e6)]
        })
        // Its sources may not last for so long.
        if (heard <= at) break
      }
    })
    const silence = Number(rows.at(-1)?.cells[0] ?? 0)
    return {
      name: "endurance",
      summary: `An episode for which ${seconds / 60} minutes were requested, about a topic of the library, heard in Chromium at ${rate} times its pace while it is made. It ends when its sources have nothing more to say.`,
      sections: [
        {
          title: "so far",
          columns: ["silence in s", "server in MB", "heap of the page in MB"],
          rows,
          notes: [
            "Silence is the time in which the playhead did not move; the first look at it is late by some hundredths.",
            "The heap of the page is without what the garbage collector frees. The sound that was received stays in it: 8 KB a second.",
            "The memory of the server is resident: garbage and what the allocator keeps are in it. In use after a collection were 125 MB when 12 episodes with half an hour of sound had been made, and 126 MB after 36 with an hour and a half."
          ]
        }
      ],
      ...(silence < toleratedSilence ? {} : { missed: `${silence.toFixed(1)} s of silence` })
    }
  }
}

/** In seconds: how late the position is read. */
const toleratedSilence = 0.5

/** Waits until the playhead has passed a moment, or the episode has ended; returns where it is. */
const passedOrEnded = async (page: Browser.Page, seconds: number, timeout: number) => {
  await page.waitForFunction(
    (at) => window.aethercast.position() > at || document.querySelector("audio")?.ended === true,
    seconds,
    { timeout: timeout + 60_000 }
  )
  return Listener.position(page)
}
