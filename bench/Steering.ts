import * as Browser from "../packages/server/test/product/Browser.ts"
import * as Listener from "../packages/server/test/product/Listener.ts"
import * as Scene from "../packages/server/test/product/Scene.ts"
import { type Benchmark, distribution, distributionColumns } from "./Report.ts"
import { times } from "./Startup.ts"

const runs = 50

/** From a tap to what a listener hears of it, in Chromium. */
export const steering: Benchmark = {
  summary: "tap to the skip that is heard, and to the first word of an aside, with its parts",
  async run(say, { quick = false }) {
    await using scene = await Scene.open()
    const count = quick ? 5 : runs
    const measured = await times(count, async (index) => {
      const run = await visit(scene, measure)
      say(
        `${index}: skip ${Math.round(run.skipped)} ms, aside ready to be heard ${Math.round(run.received)} ms`
      )
      return run
    })
    const row = (label: string, of: (run: Run) => number) => distribution(label, measured.map(of))
    return {
      name: "steering",
      summary:
        "Milliseconds since the tap, in Chromium on the server's machine. A skip counts until the player plays the next part; an aside until its first word is in the page, ready to be heard after the sentence that plays, and until it is heard.",
      sections: [
        {
          title: "Skip this part",
          columns: distributionColumns,
          rows: [row("the next part plays", ({ skipped }) => skipped)]
        },
        {
          title: "Tell me more",
          columns: distributionColumns,
          rows: [
            row("the command is stored and acknowledged", ({ acknowledged }) => acknowledged),
            row("its first line is written and voiced, and arrives", ({ received }) => received),
            row("its first word is heard", ({ heard }) => heard),
            row(
              "thereof after the sentence that was playing, and those that the player had to keep",
              ({ heard, sentence }) => heard - sentence
            )
          ]
        }
      ]
    }
  }
}

/** Milliseconds since the tap. */
interface Run {
  readonly skipped: number
  readonly acknowledged: number
  readonly received: number
  readonly heard: number
  /** When the sentence ended that played at the tap. */
  readonly sentence: number
}

const visit = (scene: Scene.Scene, use: (page: Browser.Page) => Promise<Run>) =>
  Browser.visit(scene.browser, scene.product.origin, async (page) => {
    await Browser.topics(page)
    await Browser.chooseLength(page, "3 min")
    await Listener.listen(page)
    // Asides are measured, not how fast the rest of the episode is made.
    await Listener.receivedMore(page, 100 * 8000, 300_000)
    return use(page)
  })

const measure = async (page: Browser.Page): Promise<Run> => {
  const skip = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const onClick = ({ timeStamp }: Event) => {
          const before = window.aethercast.position()
          const look = () => {
            if (window.aethercast.position() > before + 1) resolve(performance.now() - timeStamp)
            else setTimeout(look, 5)
          }
          look()
        }
        addEventListener("click", onClick, { capture: true, once: true })
      })
  )
  await page.getByRole("button", { name: "Skip this part" }).click()
  const skipped = await skip
  await Listener.passed(page, (await Listener.position(page)) + 1)

  const aside = page.evaluate((playing) => {
    const current = () => document.querySelector(playing)?.getAttribute("data-line")
    return new Promise<Omit<Run, "skipped">>((resolve) => {
      const onClick = ({ timeStamp }: Event) => {
        const before = current()
        const conditions = {
          acknowledged: () =>
            document.querySelector(".steering")?.textContent?.includes("will come to that next") ===
            true,
          received: () => window.aethercast.received().some(({ line }) => line.startsWith("a1.")),
          sentence: () => current() !== before,
          heard: () => current()?.startsWith("a1.") === true
        }
        const when = (holds: () => boolean) =>
          new Promise<number>((done) => {
            const look = () => {
              if (holds()) done(performance.now() - timeStamp)
              else setTimeout(look, 5)
            }
            look()
          })
        void Promise.all([
          when(conditions.acknowledged),
          when(conditions.received),
          when(conditions.sentence),
          when(conditions.heard)
        ]).then(([acknowledged, received, sentence, heard]) =>
          resolve({ acknowledged, received, sentence, heard })
        )
      }
      addEventListener("click", onClick, { capture: true, once: true })
    })
  }, "[data-line][aria-current]")
  await page.getByRole("button", { name: "Tell me more", exact: true }).click()
  return { skipped, ...(await aside) }
}
