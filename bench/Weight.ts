import * as Browser from "../packages/server/test/product/Browser.ts"
import * as Scene from "../packages/server/test/product/Scene.ts"
import type { Benchmark } from "./Report.ts"

/** Bytes of page, scripts, styles and fonts before the first topic can be seen. */
const limit = 180_000

const counted = new Set(["Document", "Script", "Stylesheet", "Font"])

/** What a first visit costs on the wire, headers included, as Chromium receives it. */
export const weight: Benchmark = {
  summary: `bytes over the wire until the first topic is shown; must be below ${limit / 1000} KB`,
  async run(say) {
    await using scene = await Scene.open()
    say("The product runs")
    const resources = await Browser.visit(scene.browser, "about:blank", async (page) => {
      const session = await page.context().newCDPSession(page)
      const found = await observe(session)
      await page.goto(scene.product.origin)
      await Browser.topics(page)
      return found()
    })
    const own = resources
      .filter(({ type }) => counted.has(type))
      .toSorted((a, b) => b.bytes - a.bytes)
    const total = own.reduce((sum, { bytes }) => sum + bytes, 0)
    return {
      name: "weight",
      summary: `Bytes over the wire, compressed and with headers, until the first topic is shown. Limit: ${limit}.`,
      sections: [
        {
          title: "resource",
          columns: ["bytes"],
          rows: [
            ...own.map(({ bytes, name }) => ({ label: name, cells: [bytes] })),
            { label: "total", cells: [total] }
          ]
        }
      ],
      ...(total >= limit && { missed: `${total} bytes are not below ${limit}.` })
    }
  }
}

interface Resource {
  readonly name: string
  readonly type: string
  readonly bytes: number
}

/** Resources whose last byte has arrived. */
const observe = async (session: Browser.CDPSession): Promise<() => ReadonlyArray<Resource>> => {
  const asked = new Map<string, Omit<Resource, "bytes">>()
  const arrived: Array<Resource> = []
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    // Names carry a hash of what is in them, which is of no interest here.
    const name = new URL(response.url).pathname.replace(/-[\w-]{8}(?=\.\w+$)/, "")
    asked.set(requestId, { name, type })
  })
  session.on("Network.loadingFinished", ({ encodedDataLength, requestId }) => {
    const resource = asked.get(requestId)
    if (resource !== undefined) arrived.push({ ...resource, bytes: encodedDataLength })
  })
  await session.send("Network.enable")
  await session.send("Network.setCacheDisabled", { cacheDisabled: true })
  return () => [...arrived]
}
