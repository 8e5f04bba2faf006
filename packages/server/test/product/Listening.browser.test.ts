/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import { inspect, scrollsSideways } from "./Accessibility.ts"
import { align, decode, type Finding, jumps, worst } from "./Alignment.ts"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Product from "./Product.ts"
import { recordable, record, recorded } from "./Recording.ts"
import * as Scene from "./Scene.ts"
import * as Stored from "./Stored.ts"

describe("an episode that is played from the click to its end", () => {
  it("is audible", () => {
    assert.isTrue(heard.samples.some((sample) => Math.abs(sample) > 0.1))
  })

  it("has about the requested length", () => {
    assert.approximately(heard.mp3.length / 8000, 60, 12)
  })

  it("is played without a gap, a loss or a repetition", () => {
    assert.isAbove(heard.findings.length, 120)
    assert.isAbove(worst(heard.findings), 0.99)
    assert.deepStrictEqual(jumps(heard.findings), [])
  })

  it("would fail this test with one lost frame", async () => {
    const frame = 192
    const middle = Math.floor(heard.mp3.length / frame / 2) * frame
    const less = Buffer.concat([heard.mp3.subarray(0, middle), heard.mp3.subarray(middle + frame)])
    const found = jumps(align(await decode(less), heard.samples))
    assert.deepStrictEqual(
      found.map(({ samples }) => samples),
      [1152]
    )
  })

  it("is received as it is stored, clip by clip", () => {
    assert.isAbove(heard.stored.length, 4)
    assert.deepStrictEqual(heard.received.lines, heard.stored)
    assert.strictEqual(heard.received.sha256, Stored.sha256(heard.mp3))
  })

  it("highlights the line that is spoken", () => {
    assert.isAtLeast(heard.moments.length, 8)
    for (const { shown, spoken } of heard.moments) assert.include(spoken, shown)
    assert.isAtLeast(new Set(heard.moments.map(({ shown }) => shown)).size, 4)
  })
})

describe("the player", () => {
  it("goes back and forward by 15 seconds, and the transcript with it", async () => {
    await visit(heardEpisode, async (page) => {
      await resumed(page)
      await Listener.seek(page, 30)
      await at(page, 30)
      await page.getByRole("button", { name: "Forward 15 seconds" }).click()
      await at(page, 45)
      await follows(page)
      await page.getByRole("button", { name: "Back 15 seconds" }).click()
      await at(page, 30)
      await follows(page)
      await page.locator("[data-line] .line-text").first().click()
      await at(page, 0)
      await follows(page)
    })
  })

  it("plays at one and a half times the speed when it is set", async () => {
    await visit(heardEpisode, async (page) => {
      await resumed(page)
      await Listener.seek(page, 2)
      await page.getByRole("combobox", { name: "Speed" }).selectOption("1.5")
      await Listener.passed(page, 3)
      const speed = await page.evaluate(async () => {
        const audio = document.querySelector("audio")
        if (audio === null) throw new Error("No audio element")
        // The clock of the sound output.
        const output = new AudioContext()
        await output.resume()
        const tick = () =>
          new Promise<{ at: number; heard: number }>((resolve) => {
            const look = () => resolve({ at: output.currentTime, heard: audio.currentTime })
            audio.addEventListener("timeupdate", look, { once: true })
          })
        const first = await tick()
        let last = first
        while (last.heard < first.heard + 6) last = await tick()
        return (last.heard - first.heard) / (last.at - first.at)
      })
      assert.approximately(speed, 1.5, 0.1)
    })
  })

  it("lets the listener choose three hosts, who are named and all speak", async () => {
    await visit("/", async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      await Browser.chooseHosts(page, 3)
      await Listener.listen(page)
      await page.getByText("With Ada, Ben, and Clara").waitFor()
      await Listener.complete(page)
      const speakers = await page.locator(".line-speaker").allInnerTexts()
      assert.sameMembers([...new Set(speakers)], ["Ada", "Ben", "Clara"])
    })
  })

  it("remembers the position over a reload and resumes there", async () => {
    await visit("/", async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      await Listener.listen(page)
      await Listener.complete(page)
      await Listener.seek(page, 20)
      await Listener.passed(page, 21.5)
      const before = await Listener.position(page)
      await page.reload()
      const resume = page.getByRole("button", { name: /^Resume at 0:2\d$/ })
      await resume.waitFor()
      await page.waitForFunction(() => window.aethercast.position() > 1)
      assert.approximately(await Listener.position(page), before, 1)
      const from = await Listener.position(page)
      await resume.click()
      await Listener.passed(page, from + 0.5)
      await follows(page)
    })
  })

  it("can be used with the keyboard alone", async () => {
    await visit("/", async (page) => {
      await Browser.topics(page)
      await tabTo(page, (name) => name.startsWith("Listen to "))
      await page.keyboard.press("Enter")
      await page.waitForURL("**/episode/*")
      await Listener.passed(page, 0.5)
      await page.keyboard.press("Space")
      await page.getByRole("button", { name: "Play", exact: true }).waitFor()
      const paused = await Listener.position(page)
      await tabTo(page, (name) => name === "Play")
      await page.keyboard.press("Enter")
      await Listener.passed(page, paused + 0.5)
    })
  })

  it("plays an episode about a topic in the listener's own words", async () => {
    await visit("/", async (page) => {
      await Browser.topics(page)
      await Browser.ask(page, "why bees dance")
      await page.waitForURL("**/episode/*")
      await Listener.passed(page, 1)
    })
  })

  it("plays in the tab of a listener that was started last, and pauses in the other", async () => {
    await visit("/", async (page) => {
      await Browser.topics(page)
      const first = await Listener.listen(page)
      await Listener.passed(page, 1)
      const second = await page.context().newPage()
      await second.goto("/")
      await Browser.topics(second)
      assert.notStrictEqual(await Listener.listen(second, 1), first)
      await Listener.passed(second, 1)
      await page.getByRole("button", { name: "Play", exact: true }).waitFor()
    })
  })

  for (const width of [360, 1440]) {
    it(`fits into a window of ${width} pixels`, async () => {
      await visit(
        heardEpisode,
        async (page) => {
          await page.locator("[data-line]").first().waitFor()
          assert.isFalse(await scrollsSideways(page))
        },
        { viewport: { width, height: 800 } }
      )
    })
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`is legible and has names for everything when it is ${colorScheme}`, async () => {
      await visit(
        heardEpisode,
        async (page) => {
          await resumed(page)
          await follows(page)
          const { liveRegions, ...findings } = await inspect(page, texts)
          assert.deepStrictEqual(findings, {
            headings: 1,
            landmarks: ["banner", "main", "contentinfo"],
            nameless: [],
            faint: []
          })
          assert.isAtLeast(liveRegions, 1)
        },
        { colorScheme }
      )
    })
  }
})

const texts = [
  "h1",
  "h2",
  ".episode-teaser",
  ".status",
  ".transcript-chapter",
  ".line-speaker",
  ".line-text",
  "[aria-current] .line-text",
  ".line-source",
  ".source-title",
  ".source-site",
  ".player-bar-title",
  ".time-elapsed",
  ".time-total",
  ".playback-rate"
]

interface Heard {
  readonly episode: string
  readonly samples: Float32Array
  readonly mp3: Buffer
  readonly findings: ReadonlyArray<Finding>
  readonly moments: ReadonlyArray<Listener.Moment>
  readonly received: Listener.Received
  readonly stored: ReadonlyArray<Stored.StoredLine>
}

const stack = new AsyncDisposableStack()
let scene: Scene.Scene
let heard: Heard

beforeAll(async () => {
  scene = stack.use(await Scene.open())
  heard = await hear()
})
afterAll(() => stack.disposeAsync())

const hear = () =>
  Browser.visit(
    scene.browser,
    scene.product.origin,
    async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      await record(page)
      const episode = await Listener.listen(page)
      const moments: Array<Listener.Moment> = []
      const listening = async (): Promise<void> => {
        await Listener.passed(page, moments.length * 5 + 2.5)
        moments.push(await Listener.moment(page))
        if (moments.length < 9) await listening()
      }
      await listening()
      await page.getByRole("button", { name: "Listen again" }).waitFor({ timeout: 60_000 })
      const audio = await page.request.get(`/api/v1/podcasts/${episode}/audio.mp3`)
      const mp3 = await audio.body()
      const samples = await recorded(page)
      return {
        episode,
        samples,
        mp3,
        findings: align(await decode(mp3), samples),
        moments,
        received: await Listener.received(page),
        stored: await Stored.lines(scene.data, episode)
      }
    },
    recordable
  )

const heardEpisode = { path: () => `/episode/${heard.episode}` }

const visit = (
  where: "/" | typeof heardEpisode,
  use: (page: Page) => Promise<void>,
  options?: Browser.Options
) => {
  const path = where === "/" ? where : where.path()
  return Browser.visit(scene.browser, `${scene.product.origin}${path}`, use, options)
}

/** Starts the episode of the open page. */
const resumed = async (page: Page) => {
  await page.getByRole("button", { name: "Listen", exact: true }).click()
  await Listener.passed(page, 0.2)
}

/** Waits until the playhead is at a moment, within a second. */
const at = async (page: Page, seconds: number) => {
  await page.waitForFunction((moment) => {
    const position = window.aethercast.position()
    return position >= moment - 0.5 && position < moment + 1.5
  }, seconds)
}

/** Waits until the transcript shows the line that is spoken. */
const follows = async (page: Page) => {
  await Product.eventually(
    "the transcript shows the line that is spoken",
    () => Listener.moment(page),
    ({ shown, spoken }) => shown !== null && spoken.includes(shown)
  )
}

/** Presses Tab until the control with such a name has the focus. */
const tabTo = async (page: Page, wanted: (name: string) => boolean, left = 60): Promise<void> => {
  assert.isAbove(left, 0, "The control cannot be reached with Tab")
  await page.keyboard.press("Tab")
  const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "")
  if (!wanted(name)) await tabTo(page, wanted, left - 1)
}
