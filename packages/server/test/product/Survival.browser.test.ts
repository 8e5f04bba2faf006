/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Browser as Chromium } from "playwright-core"
import { freePorts } from "../../../cluster/test/harness/FreePort.ts"
import { seeded } from "../../../cluster/test/harness/fuzz/Random.ts"
import { align, decode, jumps, worst } from "./Alignment.ts"
import * as Browser from "./Browser.ts"
import { watchConnection } from "./Connection.ts"
import * as Listener from "./Listener.ts"
import * as LocalCluster from "./LocalCluster.ts"
import * as Product from "./Product.ts"
import { recordable, record, recorded } from "./Recording.ts"
import * as ServerNetwork from "./ServerNetwork.ts"
import * as Stored from "./Stored.ts"

describe("a listener of one of three servers", () => {
  it("hears nothing of it for two minutes when servers are killed, freeze and lose each other, and the database crashes", async () => {
    const [first = ""] = cluster.origins
    await Browser.visit(
      browser,
      "about:blank",
      async (page) => {
        const connection = watchConnection(page)
        await page.goto(first)
        await Browser.topics(page)
        await Browser.chooseLength(page, "10 min")
        await record(page)
        const episode = await Listener.listen(page)
        await Listener.passed(page, 3)
        // Longer than a takeover.
        await Listener.receivedMore(page, 30 * bytesPerSecond, 120_000)

        const random = seeded(seed)
        const own = () => cluster.origins.indexOf(connection.origin())
        const anyone = () => random.int(servers)
        const kill = async (index: number) => {
          await cluster.kill(index)
          return cluster.restarted(index)
        }
        const freeze = async (index: number) => {
          cluster.freeze(index)
          await Listener.passed(page, (await Listener.position(page)) + frozenSeconds)
          cluster.thaw(index)
        }
        /** Neither reaches the other; the third server, the database and the page reach both. */
        const cut = async (one: number, other: number) => {
          network.cut(cluster.pid(one), cluster.pid(other))
          await Listener.passed(page, (await Listener.position(page)) + cutSeconds)
          assert.isAbove(network.restore(), 0)
        }
        const next = (index: number, by = 1) => (index + by) % servers
        const rounds: ReadonlyArray<Round> = [
          {
            strike: () => kill(own()),
            steered: { by: "More like this", answer: /^More (from|like)/ }
          },
          { strike: () => freeze(own()), steered: { by: "Deeper", answer: /From the next part/ } },
          {
            strike: () => cut(own(), next(own())),
            steered: { by: "Tell me more", answer: /./ }
          },
          { strike: () => kill(anyone()) },
          { strike: () => cut(own(), next(own(), 2)) },
          { strike: () => Promise.all([kill(anyone()), Stored.crash(data)]) },
          { strike: () => kill(own()), steered: { by: "Tell me more", answer: /./ } },
          {
            strike: () => freeze(anyone()),
            steered: { by: "Less like this", answer: /^Less (from|like)/ }
          },
          { strike: () => kill(anyone()) },
          { strike: () => kill(own()), steered: { by: "Simpler", answer: /From the next part/ } }
        ]
        const start = await Listener.position(page)
        for (const [index, { steered, strike }] of rounds.entries()) {
          await Listener.passed(page, start + index * interval, 60_000)
          const struck = strike()
          // A command that is given now reaches a server that lives.
          if (steered !== undefined) {
            await page.getByRole("button", { name: steered.by, exact: true }).click()
            await page.locator(".steering [role=status]", { hasText: steered.answer }).waitFor()
          }
          await struck
        }
        await Listener.passed(page, start + rounds.length * interval, 60_000)

        const heard = await Listener.position(page)
        const samples = await recorded(page)
        await page.getByRole("button", { name: "Pause" }).click()
        assert.isAtLeast(await page.locator(".line-aside").count(), 2)
        const findings = align(await decode(await Listener.receivedSound(page)), samples)
        assert.isAbove(findings.at(-1)?.seconds ?? 0, heard - 2)
        assert.isAbove(worst(findings), 0.99)
        assert.deepStrictEqual(jumps(findings), [])

        const { lines } = await Listener.received(page)
        const stored = new Map((await Stored.lines(data, episode)).map((one) => [one.line, one]))
        const whole = lines.filter(({ frames, line }) => stored.get(line)?.frames === frames)
        assert.isAtLeast(whole.length, 20)
        assert.deepStrictEqual(
          whole,
          whole.map(({ line }) => stored.get(line))
        )
      },
      { ...recordable, expects: /WebSocket|ERR_/ }
    )
  }, 400_000)
})

interface Round {
  readonly strike: () => Promise<unknown>
  /** The name of a button, and what the page says to it. */
  readonly steered?: { readonly by: string; readonly answer: RegExp }
}

const servers = 3
/** Decides who is killed. */
const seed = 4
/** Between two rounds, and how long a server is frozen or cut off, in seconds that are played. */
const interval = 15
const frozenSeconds = 10
const cutSeconds = 10
const bytesPerSecond = 8000

const stack = new AsyncDisposableStack()
let data: string
let network: ServerNetwork.ServerNetwork
let cluster: LocalCluster.LocalCluster
let browser: Chromium

beforeAll(async () => {
  data = stack.use(await Product.temporaryFolder()).path
  browser = await Browser.launch()
  stack.defer(() => browser.close())
  const port = await Effect.runPromise(freePorts(servers))
  network = stack.use(await ServerNetwork.start())
  cluster = stack.use(await LocalCluster.start({ data, servers, port, env: network.env }))
}, 180_000)
afterAll(() => stack.disposeAsync(), 60_000)
