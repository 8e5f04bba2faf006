/// <reference lib="dom" />
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import { inspect, scrollsSideways } from "./Accessibility.ts"
import * as Browser from "./Browser.ts"
import { temporaryFolder } from "./Product.ts"
import * as Scene from "./Scene.ts"

describe("the page of topics", () => {
  it("shows skeletons first, then fills with topics that can be played", async () => {
    await visit(
      async (page) => {
        await settled(page)
        const cards = await page.locator("article.card").all()
        assert.isAtLeast(cards.length, 6)
        const parts = await Promise.all(
          cards.map(async (card) => ({
            title: await card.locator(".card-title").innerText(),
            teaser: await card.locator(".card-teaser").innerText(),
            listen: await card.getByRole("button", { name: /^Listen to / }).count()
          }))
        )
        for (const { listen, teaser, title } of parts) {
          assert.isAbove(title.length, 3)
          assert.isAbove(teaser.length, 20)
          assert.strictEqual(listen, 1)
        }
        const filling = await page.evaluate(() => window.filling)
        assert.isAbove(filling[0]?.skeletons ?? 0, 0)
        assert.strictEqual(filling[0]?.cards, 0)
        const counts = filling.map((moment) => moment.cards)
        assert.deepStrictEqual(
          counts,
          counts.toSorted((a, b) => a - b)
        )
      },
      { before: watchFilling }
    )
  })

  it("is published topic by topic", async () => {
    await visit(async (page) => {
      await settled(page)
      const response = await page.request.get("/api/v1/snippets")
      const { definition } = await response.json()
      assert.isAtLeast(definition.version, 6)
    })
  })

  it("shows a painted cover for each topic", async () => {
    await visit(async (page) => {
      await settled(page)
      await page.waitForFunction(() => {
        const cards = [...document.querySelectorAll("article.card")]
        const painted = cards.map((card) => card.querySelector("img"))
        return painted.every(
          (image) => image !== null && image.complete && image.naturalWidth >= 300
        )
      })
    })
  })

  for (const width of [360, 1440]) {
    it(`fits into a window of ${width} pixels`, async () => {
      await visit(
        async (page) => {
          await settled(page)
          assert.isFalse(await scrollsSideways(page))
        },
        { viewport: { width, height: 800 } }
      )
    })
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`is legible and has names for everything when it is ${colorScheme}`, async () => {
      await visit(
        async (page) => {
          await settled(page)
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

  it("says at its foot what writes and speaks, and by which command a model would write", async () => {
    await visit(async (page) => {
      const foot = page.getByRole("contentinfo")
      await foot.getByText(/extractive writer/i).waitFor()
      await foot.getByText(/flite/i).first().waitFor()
      await foot.getByText("npm start -- --writer qwen3-4b", { exact: true }).waitFor()
    })
  })

  it("offers a document that is put into the library folder within 10 s", async () => {
    await visit(async (page) => {
      await settled(page)
      await writeFile(join(library, "lighthouses.md"), lighthouses)
      await page
        .getByRole("heading", { name: "How lighthouses learned to blink" })
        .waitFor({ timeout: 10_000 })
    })
  })

  it("can be open in two tabs", async () => {
    await visit(async (page) => {
      const second = await page.context().newPage()
      await second.goto(scene.product.origin)
      await Promise.all([settled(page), settled(second)])
      assert.strictEqual(
        await second.locator("article.card").count(),
        await page.locator("article.card").count()
      )
    })
  })
})

describe("the field for a topic in one's own words", () => {
  const refused = [
    ["nothing", "", /at least two characters/],
    ["blanks", " ".repeat(40), /at least two characters/],
    ["one character", "x", /at least two characters/],
    ["10,000 characters", "long ".repeat(2000), /at most 300 characters/]
  ] as const

  for (const [what, words, message] of refused) {
    it(`says what is wrong with ${what}`, async () => {
      await visit(async (page) => {
        await settled(page)
        await Browser.ask(page, words)
        assert.match(await page.getByRole("alert").innerText(), message)
        assert.strictEqual(new URL(page.url()).pathname, "/")
      })
    })
  }

  const strange = [
    ["a script", "<script>alert(1)</script><img src=x onerror=alert(2)>"],
    ["emoji", "🐝🐝 and 🍯"],
    ["right-to-left text", "تاريخ القهوة ‮abc"],
    ["Chinese", "咖啡的历史"],
    ["control characters", "bees\u0000\u0007\u001b[31m \u2028 \ufeff"],
    ["SQL", "'; DROP TABLE episodes; --"]
  ] as const

  for (const [what, words] of strange) {
    it(`takes ${what} as text, and shows the status of the episode`, async () => {
      await visit(async (page) => {
        await settled(page)
        await Browser.chooseLength(page, "1 min")
        await Browser.ask(page, words)
        const status = page.locator(".episode-details .status")
        await page.waitForFunction(() =>
          /Complete|could not/.test(
            document.querySelector(".episode-details .status")?.textContent ?? ""
          )
        )
        assert.match(await status.innerText(), /Complete, \d|It could not be finished: [A-Z]/)
        assert.notStrictEqual((await page.locator("h1").innerText()).trim(), "")
        assert.strictEqual(await page.locator("main script, main img[src=x]").count(), 0)
      })
    })
  }
})

describe("an address", () => {
  it("of an episode that does not exist says so", async () => {
    const use = async (page: Page) => {
      await page.goto(`/episode/${"z".repeat(24)}`)
      await page.getByRole("heading", { level: 1, name: "Episode not found" }).waitFor()
      await page.getByRole("link", { name: "Back to the topics" }).click()
      await Browser.topics(page)
    }
    await visit(use, notFound)
  })

  it("that is unknown says so", async () => {
    const use = async (page: Page) => {
      await page.goto("/episode/Not-An-Id")
      await page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor()
    }
    await visit(use, notFound)
  })
})

/** The browser reports the status of the page. */
const notFound: Browser.Options = { expects: /status of 404/ }

const texts = [
  ".topic-form-label",
  ".radio-option span",
  ".button-primary",
  "h2",
  ".card-title",
  ".card-teaser",
  ".card-facts",
  ".button-listen",
  ".providers dd",
  ".provider-advice code",
  ".footer-note"
]

const stack = new AsyncDisposableStack()
let library: string
let scene: Scene.Scene

beforeAll(async () => {
  const folder = stack.use(await temporaryFolder())
  library = folder.path
  scene = stack.use(await Scene.open({ library }))
})
afterAll(() => stack.disposeAsync())

const visit = (use: (page: Page) => Promise<void>, options?: Browser.Options) =>
  Browser.visit(scene.browser, scene.product.origin, use, options)

/** All topics are there. */
const settled = async (page: Page) => {
  await Browser.topics(page)
  await page.locator(".card-skeleton").first().waitFor({ state: "detached" })
}

declare global {
  interface Window {
    /** Numbers of cards and skeletons on the page, after each change. */
    filling: Array<{ readonly cards: number; readonly skeletons: number }>
  }
}

const watchFilling = () => {
  window.filling = []
  new MutationObserver(() => {
    const cards = document.querySelectorAll("article.card").length
    const skeletons = document.querySelectorAll(".card-skeleton").length
    const last = window.filling.at(-1)
    if (cards + skeletons === 0 || (last?.cards === cards && last.skeletons === skeletons)) return
    window.filling.push({ cards, skeletons })
  }).observe(document, { childList: true, subtree: true })
}

const lighthouses = `# How lighthouses learned to blink

For most of history a lighthouse was a fire on a tower, and every fire looked like every other. A
captain who saw one light at night could not know which headland it stood on.

In 1781 a lamp on the Swedish island of Marstrand was made to turn by clockwork. Sailors could count
the seconds between its flashes and knew where they were.

Augustin Fresnel replaced mirrors with rings of glass in 1823. His lens at Cordouan could be seen
from more than thirty kilometres away, and it turned, so that its beams swept the sea.

Today each lighthouse has a rhythm of its own, printed on every chart. A light that flashes twice
every ten seconds is named so in the list of lights, and no neighbour within sight may use the same.
`
