import * as GenerationWindow from "@aethercast/agents/episode/GenerationWindow"
import { Clock, Effect, Schedule } from "effect"
import * as Client from "../packages/server/test/product/PodcastClient.ts"
import * as Product from "../packages/server/test/product/Product.ts"
import * as Audience from "./listeners/Audience.ts"
import type { VirtualPlayer } from "./listeners/VirtualPlayer.ts"
import * as ProcessMemory from "./ProcessMemory.ts"
import * as ProcessTime from "./ProcessTime.ts"
import * as ServerHeap from "./ServerHeap.ts"
import type { Benchmark, Options, Report } from "./Report.ts"

const goal = 1000

/** Episodes that are made meanwhile; listeners share them. */
const shows = 4

const sizeOf = ({ quick }: Options) =>
  quick
    ? { most: 100, step: 50, crowd: 50, troubled: 5 }
    : { most: goal, step: 100, crowd: 400, troubled: 40 }

/** How long each number of listeners is kept. */
const hold = "12 seconds"

/** How many listeners a server has, each at real pace, before one of them hears a pause. */
export const listeners: Benchmark = {
  summary:
    "1,000 listeners at real pace at one server, and slow and frozen ones beside 400 of them",
  run: (say, options) =>
    Effect.gen(function* () {
      const size = sizeOf(options)
      const server = yield* serve
      const begun = yield* Effect.forEach(numbers(shows), (n) =>
        Audience.begin(server.place(n), Client.topic(n))
      )
      const players = begun.map(({ leader }) => leader)
      yield* Effect.forkScoped(play(players))
      const stages: Array<Stage> = []
      const stage = Effect.fnUntraced(function* (label: string) {
        const before = underruns(players)
        const silentBefore = silence(players)
        const began = yield* Clock.currentTimeMillis
        const serverBefore = yield* server.processorMillis
        const generatorBefore = process.cpuUsage()
        yield* Effect.sleep(hold)
        const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
        const generator = process.cpuUsage(generatorBefore)
        const used = (yield* server.processorMillis) - serverBefore
        const found: Stage = {
          label,
          listeners: players.length,
          underruns: underruns(players) - before,
          silence: silence(players) - silentBefore,
          lead: Math.min(...players.map(({ leadSeconds }) => leadSeconds)),
          server: used / seconds,
          generator: (generator.user + generator.system) / 1000 / seconds,
          resident: yield* server.resident,
          held: yield* server.held
        }
        say(
          `${label}: ${found.underruns} underruns (${Math.round(found.silence)} ms), at least ${found.lead.toFixed(1)} s ahead, processor ${Math.round(found.server / 10)} % and ${Math.round(found.generator / 10)} %, ${Math.round(found.resident)} MB, ${Math.round(found.held)} MB held`
        )
        stages.push(found)
        return found
      })
      /** Those who are a burden join, and leave again. */
      const trouble = Effect.gen(function* () {
        const [show] = begun
        if (show === undefined) return
        const join = (one: typeof Audience.joinSlowly, from: number) =>
          Effect.forEach(numbers(size.troubled), (n) => one(server.place(from + n), show.id), {
            concurrency: 20
          })
        yield* join(Audience.joinSlowly, 20_000)
        yield* stage(`with ${size.troubled} slow ones besides`)
        yield* join(Audience.joinAndFreeze, 30_000)
        yield* stage(`and ${size.troubled} frozen ones`)
      }).pipe(Effect.scoped)

      yield* awaitLead(players)
      yield* stage("the first of each episode")
      let smooth = 0
      // An episode ends when its sources have nothing more to say, and its listeners are no load any more.
      const isOver = () => players.some(({ isEnding }) => isEnding)
      while (smooth < size.most && !isOver()) {
        const joined = yield* Effect.forEach(
          numbers(size.step),
          Effect.fnUntraced(function* (n) {
            const show = begun[n % shows]
            if (show === undefined) return []
            const place = server.place(shows + players.length + n)
            return [yield* Audience.join(place, show.id, show.leader.cursor())]
          }),
          { concurrency: 20 }
        )
        players.push(...joined.flat())
        const { underruns } = yield* stage(`${players.length - shows} more`)
        if (underruns > 0) break
        smooth = players.length - shows
        if (smooth === size.crowd) yield* trouble
      }
      return report(stages, { smooth, most: size.most, isOver: isOver() })
    }).pipe(Effect.scoped, Effect.runPromise)
}

interface Stage {
  readonly label: string
  readonly listeners: number
  readonly underruns: number
  /** How long they were in all, in milliseconds. */
  readonly silence: number
  /** The least that any listener has received and not yet played, in seconds. */
  readonly lead: number
  /** Processor time of the server and of this process, in milliseconds per second. */
  readonly server: number
  readonly generator: number
  /** Memory of the server in MB: what it has, and what of it is in use after a garbage collection. */
  readonly resident: number
  readonly held: number
}

const report = (
  stages: ReadonlyArray<Stage>,
  {
    isOver,
    most,
    smooth
  }: { readonly smooth: number; readonly most: number; readonly isOver: boolean }
): Report => {
  const [first] = stages
  const full = stages.findLast(({ listeners }) => listeners === smooth + shows)
  const troubled = stages.filter(({ label }) => /slow|frozen/.test(label))
  const perListener = (figure: (stage: Stage) => number) =>
    first === undefined || full === undefined || smooth === 0
      ? null
      : (figure(full) - figure(first)) / smooth
  const missed = [
    ...(smooth >= most ? [] : [`${smooth} listeners of ${most} heard no pause`]),
    ...(smooth < most && isOver ? ["an episode ended before more could come"] : []),
    ...(troubled.every(({ underruns }) => underruns === 0)
      ? []
      : ["slow and frozen listeners were heard by others"])
  ]
  return {
    name: "listeners",
    summary: `Listeners at real pace of ${shows} episodes that are being made, at one server with its default settings. Each has the two WebSockets of a page, plays without decoding, and reports its position as the page does. All of them share the processors with the server.`,
    sections: [
      {
        title: "listeners",
        columns: [
          "in all",
          "underruns",
          "of ms in all",
          "least lead in s",
          "server, % of a processor",
          "listeners, % of a processor",
          "memory of the server in MB",
          "of it in use"
        ],
        rows: stages.map((stage) => ({
          label: stage.label,
          cells: [
            stage.listeners,
            stage.underruns,
            Math.round(stage.silence),
            stage.lead,
            Math.round(stage.server / 10),
            Math.round(stage.generator / 10),
            Math.round(stage.resident),
            Math.round(stage.held)
          ]
        })),
        notes: [
          "Slow ones take twice as long as the sound lasts; frozen ones read nothing any more. They leave before the next listeners come.",
          "In use are objects and buffers after a garbage collection."
        ]
      },
      {
        title: "each listener more",
        columns: ["of the server"],
        rows: [
          { label: "memory in use in KB", cells: [perListener(({ held }) => held * 1000)] },
          { label: "processor time in ms per second", cells: [perListener(({ server }) => server)] }
        ]
      }
    ],
    ...(missed.length === 0 ? {} : { missed: missed.join("; ") })
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

const underruns = (players: ReadonlyArray<VirtualPlayer>) =>
  players.reduce((sum, player) => sum + player.underruns, 0)

const silence = (players: ReadonlyArray<VirtualPlayer>) =>
  players.reduce((sum, player) => sum + player.stalledMillis, 0)

/** Has all of them play, ten times a second. */
const play = (players: ReadonlyArray<VirtualPlayer>) =>
  Clock.currentTimeMillis.pipe(
    Effect.map((now) => players.forEach((player) => player.advance(now))),
    Effect.repeat(Schedule.fixed("100 millis"))
  )

/** Waits until enough is made ahead of all of them: what speaks that is no work for the listeners. */
const awaitLead = (players: ReadonlyArray<VirtualPlayer>) =>
  Effect.sync(() => Math.min(...players.map(({ leadSeconds }) => leadSeconds))).pipe(
    Effect.repeat({
      until: (lead) => lead > GenerationWindow.windowSeconds / 2,
      schedule: Schedule.spaced("1 second"),
      times: 120
    })
  )

const serve = Effect.acquireRelease(
  Effect.promise(async () => {
    const stack = new AsyncDisposableStack()
    const { path: data } = stack.use(await Product.temporaryFolder())
    const args = ["--trusted-proxy=127.0.0.1"]
    const product = stack.use(await Product.start({ data, args, env: ServerHeap.environment }))
    return { product, stack, inspected: ServerHeap.debuggerOf(product) }
  }),
  ({ stack }) => Effect.promise(() => stack.disposeAsync())
).pipe(
  Effect.map(({ inspected, product: { origin, pid } }) => ({
    /** An IPv4 address for each number: the listeners are behind a proxy. */
    place: (n: number): Client.Place => ({
      origin,
      address: `198.18.${Math.floor(n / 250)}.${1 + (n % 250)}`
    }),
    resident: Effect.promise(() => ProcessMemory.megabytes(pid)),
    held: Effect.promise(() => ServerHeap.megabytes(inspected)),
    processorMillis: Effect.promise(() => ProcessTime.millis(pid))
  }))
)
