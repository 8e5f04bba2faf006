/// <reference lib="dom" />
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { findBrowser } from "../../../../scripts/browser.mjs"

export type { CDPSession, Page } from "playwright-core"

declare global {
  interface Window {
    /** What the page exposes to its console. */
    readonly aethercast: {
      received(): ReadonlyArray<{ readonly line: string; readonly bytes: Uint8Array }>
      position(): number
      timeline():
        | {
            readonly lines: ReadonlyArray<{
              readonly id: string
              readonly chapter: number
              readonly text: string
              readonly clip?: {
                readonly id: string
                readonly frames: number
                readonly sha256: string
              }
            }>
          }
        | undefined
    }
  }
}

export interface Options extends BrowserContextOptions {
  /** Problems that the test provokes. */
  readonly expects?: RegExp
  /** Runs in the page before its own scripts. */
  readonly before?: () => void
}

/** A browser with a new profile; `args` are further ones of Chromium. */
export const launch = async (args: ReadonlyArray<string> = []): Promise<Browser> =>
  chromium.launch({
    executablePath: await findBrowser(),
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args
    ]
  })

/**
 * Runs `use` with a page in a new browser profile. Fails when the page has logged or thrown an error, or
 * has violated its content security policy.
 */
export const visit = async <A>(
  browser: Browser,
  address: string,
  use: (page: Page) => Promise<A>,
  { before, expects, ...options }: Options = {}
): Promise<A> => {
  const context = await browser.newContext({
    baseURL: new URL(address).origin,
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options
  })
  const problems: Array<string> = []
  const note = (problem: string) => {
    if (expects?.test(problem) !== true) problems.push(problem)
  }
  context.on("console", (message) => {
    if (message.type() === "error") note(`${message.text()} (${message.location().url})`)
  })
  context.on("weberror", (error) => note(String(error.error())))
  context.on("dialog", (dialog) => {
    note(`A dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    if (before !== undefined) await page.addInitScript(before)
    await page.goto(address)
    const result = await use(page)
    if (problems.length > 0) throw new Error("The page had problems")
    return result
  } catch (error) {
    throw problems.length > 0 ? new AggregateError([error], problems.join("\n")) : error
  } finally {
    await context.close()
  }
}

/** Waits until the page shows topics. */
export const topics = async (page: Page): Promise<void> => {
  await page.locator("article.card").first().waitFor()
}

/** Requests an episode about a topic in the listener's own words, through the page's field. */
export const ask = async (page: Page, words: string): Promise<void> => {
  await page.locator(".topic-form-field input[type=text]").fill(words)
  await page.locator("form.topic-form button[type=submit]").click()
}

/** Chooses the number of hosts of the episodes that are requested from now on. */
export const chooseHosts = async (page: Page, count: number): Promise<void> => {
  const hosts = page.getByRole("group", { name: "Hosts" })
  await hosts.locator("label", { hasText: new RegExp(`^${count}$`) }).click()
}

/** Chooses the length of the episodes that are requested from now on, such as `1 min`. */
export const chooseLength = async (page: Page, label: string): Promise<void> => {
  await page.locator("label", { hasText: new RegExp(`^${label}$`) }).click()
}
