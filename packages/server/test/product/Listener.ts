/// <reference lib="dom" />
import type { Page } from "playwright-core"
import type { StoredLine } from "./Stored.ts"

/** The audio that the page has received: each line, and all of them together. */
export interface Received {
  readonly lines: ReadonlyArray<StoredLine>
  readonly bytes: number
  readonly sha256: string
}

export const received = (page: Page): Promise<Received> =>
  page.evaluate(async () => {
    const hash = async (bytes: BufferSource) =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).reduce(
        (hex, byte) => hex + byte.toString(16).padStart(2, "0"),
        ""
      )
    const parts = window.aethercast.received().map(({ bytes, line }) => ({
      line,
      bytes: new Uint8Array(bytes)
    }))
    const all = await new Blob(parts.map(({ bytes }) => bytes)).arrayBuffer()
    return {
      bytes: all.byteLength,
      sha256: await hash(all),
      lines: await Promise.all(
        parts.map(async ({ bytes, line }) => ({
          line,
          frames: bytes.length / 192,
          sha256: await hash(bytes)
        }))
      )
    }
  })

/** The audio that the page has received, in the order in which it is heard, up to the first line that it has nothing of. */
export const receivedSound = async (page: Page): Promise<Buffer> => {
  const address = await page.evaluate(() => {
    const received = new Map(
      window.aethercast.received().map(({ bytes, line }) => [line, new Uint8Array(bytes)])
    )
    const parts: Array<Uint8Array<ArrayBuffer>> = []
    for (const { id } of window.aethercast.timeline()?.lines ?? []) {
      const bytes = received.get(id)
      if (bytes === undefined) break
      parts.push(bytes)
    }
    return new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.addEventListener("load", () => resolve(String(reader.result)))
      reader.readAsDataURL(new Blob(parts))
    })
  })
  return Buffer.from(address.slice(address.indexOf(",") + 1), "base64")
}

/** Waits until more than `than` bytes of audio are received. */
export const receivedMore = async (page: Page, than: number, timeout = 20_000): Promise<void> => {
  await page.waitForFunction(
    (least) =>
      window.aethercast.received().reduce((sum, { bytes }) => sum + bytes.length, 0) > least,
    than,
    { timeout }
  )
}

/** A moment of playback: the highlighted line, and the lines that were spoken in the last half second. */
export interface Moment {
  readonly seconds: number
  readonly shown: string | null
  readonly spoken: ReadonlyArray<string>
}

export const moment = (page: Page): Promise<Moment> =>
  page.evaluate(() => {
    const seconds = window.aethercast.position()
    const spoken = (at: number) => {
      let end = 0
      return (window.aethercast.timeline()?.lines ?? []).find(({ clip }) => {
        end += ((clip?.frames ?? 0) * 24) / 1000
        return clip === undefined || at < end
      })?.id
    }
    // The page updates four times a second, with the time of the audio element.
    const lines = [seconds - 0.5, seconds].flatMap((at) => spoken(Math.max(0, at)) ?? [])
    const shown = document.querySelector("[data-line][aria-current]")?.getAttribute("data-line")
    return { seconds, shown: shown ?? null, spoken: lines }
  })

/** Where a line starts, in seconds; 0 when it is unknown. */
export const startOf = (page: Page, line: string): Promise<number> =>
  page.evaluate((id) => {
    const lines = window.aethercast.timeline()?.lines ?? []
    const before = lines.slice(
      0,
      Math.max(
        0,
        lines.findIndex((line) => line.id === id)
      )
    )
    return before.reduce((sum, { clip }) => sum + ((clip?.frames ?? 0) * 24) / 1000, 0)
  }, line)

/** The id of the episode that the page shows. */
export const episode = (page: Page): string => new URL(page.url()).pathname.split("/")[2] ?? ""

/** Starts an episode with a click on a topic, by default the first. */
export const listen = async (page: Page, topic = 0): Promise<string> => {
  await page
    .getByRole("button", { name: /^Listen to / })
    .nth(topic)
    .click()
  await page.waitForURL("**/episode/*")
  return episode(page)
}

/** Waits until a line that cites a source is at the playhead. */
export const citing = (page: Page): Promise<void> =>
  page.locator(".line[aria-current] .line-source").first().waitFor({ timeout: 60_000 })

/** Seeks with the player's slider. */
export const seek = (page: Page, seconds: number): Promise<void> =>
  page.getByRole("slider", { name: "Position" }).fill(String(Math.floor(seconds)))

/** Waits until the page says that the episode is complete. */
export const complete = async (page: Page, timeout = 30_000): Promise<void> => {
  await page.locator(".episode .status", { hasText: /^Complete/ }).waitFor({ timeout })
}

/** The position of the playhead, in seconds. */
export const position = (page: Page): Promise<number> =>
  page.evaluate(() => window.aethercast.position())

/** Waits until the playhead has passed a moment, in seconds. */
export const passed = async (page: Page, seconds: number, timeout = 20_000): Promise<void> => {
  await page.waitForFunction((at) => window.aethercast.position() > at, seconds, { timeout })
}
