/// <reference lib="dom" />
import type { Page } from "playwright-core"

export interface Findings {
  readonly headings: number
  readonly landmarks: ReadonlyArray<string>
  readonly liveRegions: number
  /** Controls that assistive technology has no name for, by role. */
  readonly nameless: ReadonlyArray<string>
  /** Text whose contrast with its ground is below 4.5 (WCAG 2.2, 1.4.3). */
  readonly faint: ReadonlyArray<string>
}

/** What can be checked of a page's accessibility without a person. `texts` are selectors of visible text. */
export const inspect = async (page: Page, texts: ReadonlyArray<string>): Promise<Findings> => ({
  headings: await page.locator("h1").count(),
  landmarks: await present(page, ["banner", "main", "contentinfo"]),
  liveRegions: await page.locator("[aria-live], [role=status], [role=alert]").count(),
  nameless: await nameless(page),
  faint: await faint(page, texts)
})

/** Whether the page is wider than its window. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

const present = async (page: Page, roles: ReadonlyArray<"banner" | "main" | "contentinfo">) => {
  const counts = await Promise.all(roles.map((role) => page.getByRole(role).count()))
  return roles.filter((_, index) => counts[index] === 1)
}

const controls = new Set(["button", "link", "textbox", "searchbox", "slider", "radio", "combobox"])

/** Roles and names as Chromium computes them. */
const nameless = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send("Accessibility.getFullAXTree")
  await session.detach()
  return nodes.flatMap(({ ignored, name, role }) => {
    const kind = String(role?.value)
    return !ignored && controls.has(kind) && String(name?.value ?? "").trim() === "" ? [kind] : []
  })
}

const faint = (page: Page, texts: ReadonlyArray<string>) =>
  page.evaluate((selectors) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
    if (canvas === null) throw new Error("No canvas")
    const layers = (element: Element | null): ReadonlyArray<string> =>
      element === null
        ? ["white"]
        : [...layers(element.parentElement), getComputedStyle(element).backgroundColor]
    /** The colour that is seen when these lie on top of each other. */
    const seen = (colours: ReadonlyArray<string>) => {
      for (const colour of colours) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [red, green, blue].map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
    }
    const luminance = ([red = 0, green = 0, blue = 0]: ReadonlyArray<number>) =>
      0.2126 * red + 0.7152 * green + 0.0722 * blue
    return selectors.flatMap((selector) => {
      const element = document.querySelector(selector)
      if (element === null) return [`${selector} is not there`]
      const ground = luminance(seen(layers(element)))
      const text = luminance(seen([...layers(element), getComputedStyle(element).color]))
      const contrast = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05)
      return contrast >= 4.5 ? [] : [`${selector} has a contrast of ${contrast.toFixed(2)}`]
    })
  }, texts)
