/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import { align, decode, jumps, worst } from "./Alignment.ts"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import { recordable, record, recorded } from "./Recording.ts"
import * as Scene from "./Scene.ts"

describe("a listener who wants more about a sentence", () => {
  it("hears it in the middle of the episode, which then goes on, without a gap", async () => {
    await visit(async (page) => {
      await record(page)
      const episode = await listen(page)
      await Listener.passed(page, 3)
      await page.getByRole("button", { name: "Tell me more", exact: true }).click()
      await current(page, ".line-aside").waitFor({ timeout: 60_000 })
      const aside = await page.locator(".line-aside").first().getAttribute("data-line")
      await page.getByRole("button", { name: "Back to the topic" }).waitFor()
      await current(page, ":not(.line-aside)").waitFor({ timeout: 60_000 })
      await Listener.passed(page, (await Listener.position(page)) + 2)
      const samples = await recorded(page)

      await page.getByRole("button", { name: "Pause" }).click()
      const mp3 = await download(page, episode)
      const findings = align(await decode(mp3), samples)
      assert.isAbove(findings.at(-1)?.seconds ?? 0, await Listener.startOf(page, aside ?? ""))
      assert.isAbove(worst(findings), 0.99)
      assert.deepStrictEqual(jumps(findings), [])
    })
  })

  it("is answered honestly when a question is not answered by any source", async () => {
    await visit(async (page) => {
      await listen(page)
      await Listener.passed(page, 1)
      await page.getByLabel("Ask the hosts a question").fill("Who won the chess olympiad of 1978?")
      await page.keyboard.press("Enter")
      await page.locator(".aside", { hasText: "Who won the chess olympiad of 1978?" }).waitFor()
      await page.locator(".line-aside", { hasText: /do not say/ }).waitFor({ timeout: 60_000 })
    })
  })
})

describe("a listener who says a question", () => {
  it("sees it written down, has it answered, and the hosts pause meanwhile", async () => {
    await visit(
      async (page) => {
        await listen(page)
        await Listener.passed(page, 1)
        const microphone = page.getByRole("button", { name: "Say the question" })
        await microphone.click()
        await page.getByRole("button", { name: "Play", exact: true }).waitFor()
        await page.evaluate(() => window.dictation?.say("Who won the chess"))
        const field = page.getByLabel("Ask the hosts a question")
        assert.strictEqual(await field.inputValue(), "Who won the chess")
        await page.evaluate(() => window.dictation?.say("Who won the chess olympiad of 1978?"))
        await page.evaluate(() => window.dictation?.end())
        await page.locator(".aside", { hasText: "Who won the chess olympiad of 1978?" }).waitFor()
        await page.getByRole("button", { name: "Pause", exact: true }).waitFor()
        await page.locator(".line-aside", { hasText: /do not say/ }).waitFor({ timeout: 60_000 })
      },
      { before: fakeRecognition }
    )
  })

  it("is told what to do when the microphone may not be used", async () => {
    await visit(
      async (page) => {
        await listen(page)
        await Listener.passed(page, 1)
        await page.getByRole("button", { name: "Say the question" }).click()
        await page.evaluate(() => window.dictation?.end("not-allowed"))
        assert.match(await page.getByRole("alert").innerText(), /Allow it, or type the question/)
        await Listener.passed(page, (await Listener.position(page)) + 1)
      },
      { before: fakeRecognition }
    )
  })
})

describe("a listener who skips a part", () => {
  it("hears the next chapter at once, and nothing of the rest is left in the episode", async () => {
    await visit(async (page) => {
      await listen(page)
      await Listener.complete(page)
      const chapter = page.locator(".transcript-chapter").nth(1).locator("../..")
      const lines = await idsIn(chapter)
      const next = await idsIn(page.locator(".transcript-chapter").nth(2).locator("../.."))
      assert.isAtLeast(lines.length, 3)
      await chapter.locator(".line-text").first().click()
      await page.locator(`[data-line="${lines[0]}"][aria-current]`).waitFor()
      await page.getByRole("button", { name: "Skip this part" }).click()
      await page.locator(`[data-line="${next[0]}"][aria-current]`).waitFor()
      for (const line of lines.slice(1)) {
        await page.locator(`[data-line="${line}"]`).waitFor({ state: "detached" })
      }
      assert.deepStrictEqual(await idsIn(chapter), lines.slice(0, 1))
      await page.locator(`[data-line="${next[0]}"][aria-current]`).waitFor()
    })
  })
})

describe("a listener who asks for something else", () => {
  it("is told that what comes next is simpler, and that it cannot get simpler than that", async () => {
    await visit(async (page) => {
      await listen(page)
      await Listener.passed(page, 0.5)
      const simpler = page.getByRole("button", { name: "Simpler" })
      await simpler.click()
      await page.getByText("From the next part on: simpler.").waitFor()
      await simpler.click()
      await page.waitForFunction(
        () =>
          document.querySelector<HTMLButtonElement>(".steering button[title][disabled]")
            ?.textContent === "Simpler"
      )
      await Listener.citing(page)
      await page.getByRole("button", { name: "More like this" }).click()
      await page.getByText("More from these sources from now on.").waitFor()
    })
  })
})

let scene: Scene.Scene
beforeAll(async () => {
  scene = await Scene.open()
})
afterAll(() => scene[Symbol.asyncDispose]())

const visit = (use: (page: Page) => Promise<void>, options: Browser.Options = {}) =>
  Browser.visit(scene.browser, scene.product.origin, use, { ...recordable, ...options })

declare global {
  interface Window {
    /** What the browser hears. */
    dictation?: { say(words: string): void; end(error?: string): void }
  }
}

/** A speech recognition that understands what the test says. */
const fakeRecognition = () => {
  class Recognition extends EventTarget {
    onresult: ((event: unknown) => void) | null = null
    onerror: ((event: unknown) => void) | null = null
    onend: (() => void) | null = null
    start() {
      window.dictation = {
        say: (transcript) => this.onresult?.({ results: [[{ transcript }]] }),
        end: (error) => {
          if (error !== undefined) this.onerror?.({ error })
          this.onend?.()
        }
      }
    }
    abort() {
      this.onend?.()
    }
  }
  Object.assign(window, { SpeechRecognition: Recognition, webkitSpeechRecognition: Recognition })
}

/** Starts an episode of a minute. */
const listen = async (page: Page): Promise<string> => {
  await Browser.topics(page)
  await Browser.chooseLength(page, "1 min")
  return Listener.listen(page)
}

/** The line that is spoken, if it also matches a selector. */
const current = (page: Page, selector: string) =>
  page.locator(`.line[aria-current="true"]${selector}`)

const idsIn = (part: ReturnType<Page["locator"]>): Promise<ReadonlyArray<string>> =>
  part
    .locator("[data-line]")
    .evaluateAll((lines) => lines.map((line) => line.getAttribute("data-line") ?? ""))

const download = async (page: Page, episode: string): Promise<Buffer> => {
  const audio = await page.request.get(`/api/v1/podcasts/${episode}/audio.mp3`)
  return audio.body()
}
