/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Scope, Stream } from "effect"
import type { Browser as Chromium } from "playwright-core"
import { freePort } from "../../../cluster/test/harness/FreePort.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import * as Browser from "./Browser.ts"
import { watchConnection } from "./Connection.ts"
import * as Listener from "./Listener.ts"
import * as Product from "./Product.ts"
import * as SocketListener from "./SocketListener.ts"

describe("a page", () => {
  it("goes on at servers that joined after it was loaded, when all earlier ones are gone", async () => {
    const first = await join()
    await Browser.visit(
      browser,
      "about:blank",
      async (page) => {
        const connection = watchConnection(page)
        await page.goto(first.origin)
        await Browser.topics(page)
        await Browser.chooseLength(page, "10 min")
        await Listener.listen(page)
        await Listener.passed(page, 3)
        await Listener.receivedMore(page, leadSeconds * bytesPerSecond, 120_000)

        const moveTo = async (next: Product.Product, from: Product.Product) => {
          await knows(from, next.port)
          const position = await Listener.position(page)
          const moved = connection.next(from.origin)
          await from.kill()
          await moved
          assert.strictEqual(connection.origin(), next.origin)
          await Listener.passed(page, position + 3)
          await page.getByRole("button", { name: "More like this", exact: true }).click()
          await page.locator(".steering [role=status]", { hasText: /^More (from|like)/ }).waitFor()
        }
        const second = await join()
        await moveTo(second, first)
        const third = await join()
        await moveTo(third, second)
        const { bytes } = await Listener.received(page)
        await Listener.receivedMore(page, bytes, 60_000)
      },
      { expects: /WebSocket|ERR_/ }
    )
  }, 300_000)
})

/** Longer than a takeover. */
const leadSeconds = 30
const bytesPerSecond = 8000

/** Starts another server of the cluster. */
const join = async () =>
  stack.use(
    await Product.start({
      data,
      port: await Effect.runPromise(freePort),
      env: { DATABASE_URL: database }
    })
  )

/** Waits until a server tells its pages that there is another one at a port. */
const knows = ({ origin }: Product.Product, port: number) =>
  SocketListener.connect({ origin, address: "192.0.2.1" }).pipe(
    Effect.flatMap(({ rpc }) =>
      rpc.WatchServers().pipe(
        Stream.filter((ports) => ports.includes(port)),
        Stream.runHead
      )
    ),
    Effect.scoped,
    Effect.timeout("20 seconds"),
    Effect.runPromise
  )

const stack = new AsyncDisposableStack()
let data: string
let database: string
let browser: Chromium

beforeAll(async () => {
  const scope = Scope.makeUnsafe()
  stack.defer(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  database = Redacted.value(await Effect.runPromise(Scope.provide(fresh, scope)))
  data = stack.use(await Product.temporaryFolder()).path
  browser = await Browser.launch()
  stack.defer(() => browser.close())
})
afterAll(() => stack.disposeAsync(), 60_000)
