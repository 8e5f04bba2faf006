import { Effect } from "effect"
import { freePorts } from "../packages/cluster/test/harness/FreePort.ts"
import * as Browser from "../packages/server/test/product/Browser.ts"
import { type Connection, watchConnection } from "../packages/server/test/product/Connection.ts"
import * as Listener from "../packages/server/test/product/Listener.ts"
import * as LocalCluster from "../packages/server/test/product/LocalCluster.ts"
import * as Product from "../packages/server/test/product/Product.ts"
import { type Benchmark, distribution, distributionColumns } from "./Report.ts"
import { times } from "./Startup.ts"
import { ownerOf, owners } from "./takeover/ClusterOwners.ts"

const servers = 3

/** A cluster of its own for every few kills: a server that ends often waits longer before it starts again. */
const sizeOf = (quick: boolean) => (quick ? { clusters: 1, kills: 4 } : { clusters: 3, kills: 10 })

const takeoverLimit = 4000
const gapLimit = 0
/** The position of an audio element is no finer than this, in milliseconds. */
const resolution = 50

/** How long the sound is watched after a kill, in milliseconds: longer than a takeover. */
const watched = 6000

/** From the death of a server to its replacement, and what a listener in Chromium hears of it. */
export const takeover: Benchmark = {
  summary: "30 kills of three servers: takeover, reconnection of the page, and audible gap",
  async run(say, { quick }) {
    const size = sizeOf(quick)
    const kills = (await times(size.clusters, () => listen(size.kills, say))).flat()
    const takeovers = kills.flatMap(({ takeover }) => takeover ?? [])
    const gaps = kills.map(({ gap }) => gap)
    const slow = takeovers.filter((millis) => millis > takeoverLimit).length
    const heard = gaps.filter((millis) => millis > gapLimit).length
    const missed = [
      ...(slow === 0 ? [] : [`${slow} takeovers took longer than ${takeoverLimit} ms`]),
      ...(heard === 0 ? [] : [`${heard} kills were heard`])
    ]
    return {
      name: "takeover",
      summary:
        "Milliseconds since the SIGKILL of one of three servers on one machine, while a page in Chromium plays an episode that is being made.",
      sections: [
        {
          title: "kill",
          columns: distributionColumns,
          rows: [
            distribution("the episode is served by another server", takeovers),
            distribution(
              "the page receives something from another server",
              kills.flatMap(({ reconnection }) => reconnection ?? [])
            ),
            distribution("silence that is heard", gaps)
          ],
          notes: [
            `The server that is killed is in turn the one that has the episode and the one that the page is connected to. The first row counts kills of the former, the second of the latter.`,
            `Silence is time in which the audio element does not go on, within ${watched / 1000} s after the kill; less than ${resolution} ms cannot be measured and counts as none.`
          ]
        }
      ],
      ...(missed.length === 0 ? {} : { missed: missed.join("; ") })
    }
  }
}

interface Kill {
  /** Until another server answers for the episode; only when the killed one had it. */
  readonly takeover: number | undefined
  /** Until the page receives something from another server; only when it was connected to the killed one. */
  readonly reconnection: number | undefined
  readonly gap: number
}

/** A page that plays an episode of a fresh cluster, while one server after the other is killed. */
const listen = async (kills: number, say: (line: string) => void): Promise<ReadonlyArray<Kill>> => {
  await using stack = new AsyncDisposableStack()
  const { path: data } = stack.use(await Product.temporaryFolder())
  const browser = await Browser.launch()
  stack.defer(() => browser.close())
  const port = await Effect.runPromise(freePorts(servers))
  const cluster = stack.use(await LocalCluster.start({ data, servers, port }))
  const [own = ""] = cluster.origins
  return await Browser.visit(
    browser,
    "about:blank",
    async (page) => {
      const connection = watchConnection(page)
      await page.goto(own)
      await Browser.topics(page)
      await Browser.chooseLength(page, "5 min")
      const episode = await Listener.listen(page)
      await Listener.passed(page, 3)
      await Listener.receivedMore(page, leadSeconds * bytesPerSecond, 120_000)

      const indexOf = new Map<string, number>()
      return await times(kills, async (round) => {
        const owner = await ownerOf(data, episode)
        const victim =
          round % 2 === 1
            ? (indexOf.get(owner) ?? round % servers)
            : cluster.origins.indexOf(connection.origin())
        const before = await owners(data)
        const kill = await measure({ cluster, connection, page, episode, victim, owner, data })
        await cluster.restarted(victim)
        const after = await Product.eventually(
          "the server has shards again",
          () => owners(data),
          (found) => [...found].some((one) => !before.has(one))
        )
        for (const one of after) if (!before.has(one)) indexOf.set(one, victim)
        say(
          `${round}: takeover ${shown(kill.takeover)}, reconnection ${shown(kill.reconnection)}, silence ${shown(kill.gap)}`
        )
        return kill
      })
    },
    { expects: /WebSocket|ERR_/ }
  )
}

const shown = (millis: number | undefined) =>
  millis === undefined ? "-" : `${Math.round(millis)} ms`

/** What is played while a server is replaced, and some. */
const leadSeconds = 30
const bytesPerSecond = 8000

const measure = async ({
  cluster,
  connection,
  data,
  episode,
  owner,
  page,
  victim
}: {
  readonly cluster: LocalCluster.LocalCluster
  readonly connection: Connection
  readonly page: Browser.Page
  readonly data: string
  readonly episode: string
  readonly owner: string
  readonly victim: number
}): Promise<Kill> => {
  const origin = cluster.origins[victim]
  const survivor = cluster.origins[(victim + 1) % servers]
  const wasConnected = connection.origin() === origin
  const silence = page.evaluate(silenceDuring, watched)
  const since = performance.now()
  const [answered, received, gap] = await Promise.all([
    cluster
      .kill(victim)
      .then(() => page.request.get(`${survivor}/api/v1/podcasts/${episode}`))
      .then(() => performance.now() - since),
    wasConnected ? connection.next(origin).then((at) => at - since) : undefined,
    silence
  ])
  const isTakenOver = !(await owners(data)).has(owner)
  return {
    takeover: isTakenOver ? answered : undefined,
    reconnection: received,
    gap: gap < resolution ? 0 : gap
  }
}

/** Runs in the page: for how long its audio does not go on within the next `millis`. */
const silenceDuring = (millis: number): Promise<number> => {
  const began = performance.now()
  const position = window.aethercast.position()
  return new Promise((resolve) => {
    setTimeout(() => {
      const played = (window.aethercast.position() - position) * 1000
      resolve(Math.max(0, performance.now() - began - played))
    }, millis)
  })
}
