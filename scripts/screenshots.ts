// Takes the pictures of the page that the documentation shows: AETHERCAST_SCREENSHOTS=docs/screenshots node scripts/screenshots.ts

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as Browser from "../packages/server/test/product/Browser.ts"
import * as Listener from "../packages/server/test/product/Listener.ts"
import * as Scene from "../packages/server/test/product/Scene.ts"

const windows = [
  { width: 1440, height: 900 },
  { width: 360, height: 780 }
]

const looks = windows.flatMap((viewport) =>
  (["light", "dark"] as const).map((colorScheme) => ({ viewport, colorScheme }))
)

const take = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  await using scene = await Scene.open()
  const { browser, product } = scene

  for (const look of looks) {
    const name = (view: string) =>
      join(folder, `${view}-${look.colorScheme}-${look.viewport.width}.png`)
    await Browser.visit(
      browser,
      product.origin,
      async (page) => {
        await Browser.topics(page)
        await page.locator(".card-skeleton").first().waitFor({ state: "detached" })
        await page.waitForLoadState("networkidle")
        await page.screenshot({ path: name("landing") })
        await Browser.chooseLength(page, "3 min")
        await Listener.listen(page)
        await Listener.receivedMore(page, 60 * 8000)
        await Listener.seek(page, 20)
        await Listener.passed(page, 21)
        await page.screenshot({ path: name("player") })
        await page.getByLabel("Ask the hosts a question").fill("Why are some tides so high?")
        await page.keyboard.press("Enter")
        await page.locator(".line-aside[aria-current]").waitFor({ timeout: 60_000 })
        await page.screenshot({ path: name("steering") })
        await Listener.citing(page)
        await page.getByRole("button", { name: "More like this" }).click()
        await page.getByText("More from these sources from now on.").waitFor()
        await page.getByRole("link", { name: "My episodes" }).click()
        await page.getByRole("region", { name: "What you seem to like" }).scrollIntoViewIfNeeded()
        await page.screenshot({ path: name("taste") })
      },
      look
    )
  }
}

const { AETHERCAST_SCREENSHOTS: folder } = process.env
if (folder === undefined) {
  process.stderr.write("Set AETHERCAST_SCREENSHOTS to the folder that the pictures are for.\n")
  process.exitCode = 2
} else {
  await take(folder)
}
