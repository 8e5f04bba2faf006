import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { migrations } from "@aethercast/agents/store/Migrations"
import * as Database from "@aethercast/cluster/Database"
import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { TimelineLine } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Layer, Option, Redacted, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import { dollarsPerLine } from "./KillPoints.ts"
import { SweepOrder, SweepReport } from "./SweepMessages.ts"

describe("an episode whose process is killed", () => {
  it.live(
    "loses no line, says none twice and pays for none twice, wherever it was",
    () =>
      Effect.gen(function* () {
        const points = yield* withoutKill
        const swept = yield* pointsToSweep(points)
        assert.isAbove(swept.length, 15)
        const chains = Array.from({ length: chainCount }, (_, chain) =>
          swept.filter((_, index) => index % chainCount === chain)
        )
        const missed = yield* Effect.forEach(chains, killAtEach, { concurrency: "unbounded" })
        // What an aside says, and so how many lines it has, depends on when it was asked for.
        assert.isAtMost(missed.flat().length, swept.length / 10, missed.flat().join())
      }),
    900_000
  )
})

/** What is waited for most is a dead process's leases. */
const chainCount = 4

/** The points that a process comes to which nobody kills. */
const withoutKill = Effect.gen(function* () {
  const { run, stores } = yield* onNewDatabase
  const id = episodeId("whole")
  const { report } = yield* run({ begin: { id } })
  yield* Effect.provideContext(check(id), stores)
  return (yield* Effect.fromOption(report)).points
}).pipe(Effect.scoped)

/**
 * Each process finishes the episode of the one before, and is killed while it makes its own. Returns the
 * points that were not reached.
 */
const killAtEach = Effect.fnUntraced(function* (points: ReadonlyArray<string>) {
  const { run, stores } = yield* onNewDatabase
  const missed: Array<string> = []
  let killed: Killed | undefined
  for (const [index, point] of [...points, undefined].entries()) {
    const id = episodeId(`killed${index}`)
    const { signal } = yield* run({
      ...(killed === undefined ? {} : { resume: killed.id }),
      ...(point === undefined ? {} : { begin: { id, killAt: point } })
    })
    if (killed !== undefined) yield* Effect.provideContext(check(killed.id, killed), stores)
    killed = undefined
    if (point === undefined) continue
    if (signal === "SIGKILL") {
      const { lines } = yield* Effect.provideContext(read(id), stores)
      killed = { id, point, lines }
    } else missed.push(point)
  }
  return missed
}, Effect.scoped)

const onNewDatabase = Effect.gen(function* () {
  const database = yield* fresh
  return {
    stores: yield* Layer.build(storesOn(database)),
    run: (order: Omit<SweepOrder, "database">) =>
      runProcess({ ...order, database: Redacted.value(database) })
  }
})

/** An episode of which a process has left this. */
interface Killed {
  readonly id: EpisodeId
  readonly point: string
  readonly lines: ReadonlyArray<TimelineLine>
}

/** Of each kind the points after which something is left; with AETHERCAST_SWEEP=all, every point. */
const pointsToSweep = Effect.fnUntraced(function* (points: ReadonlyArray<string>) {
  const which = yield* Config.Literals(["kinds", "all"], "AETHERCAST_SWEEP").pipe(
    Config.withDefault("kinds")
  )
  if (which === "all") return points
  const kinds = Map.groupBy(
    points.filter((point) => !point.startsWith("before")),
    kindOf
  )
  // The middle one of each: neither the first line nor the last.
  return [...kinds.values()].flatMap((same) => same.at(Math.floor(same.length / 2)) ?? [])
})

/** What a point has in common with those of other lines and chapters. */
const kindOf = (point: string): string => point.replaceAll(/\d+/g, "N")

/** Everything that must be true of an episode that was made, whatever happened meanwhile. */
const check = Effect.fnUntraced(function* (id: EpisodeId, killed?: Killed) {
  const { lines, status, steering } = yield* read(id)
  const at = killed?.point ?? "without a kill"
  assert.strictEqual(status._tag, "Complete", at)
  assert.lengthOf(steering.asides, 1, at)
  assert.lengthOf(steering.commands, 1, at)
  assert.isNotEmpty(
    lines.filter(({ aside }) => aside !== undefined),
    at
  )
  const twice = lines.filter(
    (line, index) => lines.findIndex(({ text }) => text === line.text) !== index
  )
  assert.isEmpty(twice, `${at}: said twice`)
  assert.isEmpty(
    lines.filter(({ clip }) => clip === undefined),
    `${at}: never spoken`
  )
  for (const before of killed?.lines ?? []) {
    const line = lines.find(({ id }) => id === before.id)
    assert.strictEqual(line?.text, before.text, `${at}: line ${before.id}`)
    if (before.clip !== undefined) assert.deepStrictEqual(line?.clip, before.clip, at)
  }
  const paid = yield* paidLines(id)
  assert.isAtMost(paid.count, lines.length, `${at}: paid twice`)
  if (killed === undefined) assert.strictEqual(paid.count, lines.length)
  assert.closeTo(paid.dollars, paid.count * dollarsPerLine, 1e-9, at)
})

const read = Effect.fnUntraced(function* (id: EpisodeId) {
  const episodes = yield* Episodes
  const stored = Option.getOrThrowWith(
    yield* episodes.find(id),
    () => new Error(`${id} is not stored`)
  )
  return viewOf(stored.episode)
})

const viewOf = ({ status, steering, timeline }: Episode) => ({
  status,
  steering,
  lines: timeline.lines
})

/** The lines of an episode that a voice was paid for. */
const paidLines = Effect.fnUntraced(function* (id: EpisodeId) {
  const sql = yield* SqlClient.SqlClient
  const find = SqlSchema.findOne({
    Request: Schema.String,
    Result: Schema.Struct({ count: Schema.Int, dollars: Schema.Finite }),
    execute: (episode) => sql`
      SELECT count(*)::integer AS count, coalesce(sum(dollars), 0) AS dollars
      FROM costs WHERE episode = ${episode} AND quantity IS NOT NULL
    `
  })
  return yield* find(id)
})

const storesOn = (url: Redacted.Redacted) =>
  Episodes.layer.pipe(Layer.provideMerge(Layer.orDie(Database.layer({ url, migrations }))))

const episodeId = (name: string) => EpisodeId.make(name.padEnd(20, "0"))

interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly report: Option.Option<typeof SweepReport.Type>
}

/** Runs a process to its end. */
const runProcess = (order: SweepOrder) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      fork(program, [], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] })
    ),
    (child) =>
      Effect.callback<Ended>((resume) => {
        let report: Ended["report"] = Option.none()
        child.on("message", (message) => {
          report = Option.some(decodeReport(message))
        })
        child.on("exit", (_, signal) => resume(Effect.succeed({ signal, report })))
        child.send(encodeOrder(order))
      }),
    (child) => Effect.sync(() => void child.kill("SIGKILL"))
  ).pipe(Effect.timeout("2 minutes"))

const program = fileURLToPath(new URL("./SweepProcess.ts", import.meta.url))
const encodeOrder = Schema.encodeSync(SweepOrder)
const decodeReport = Schema.decodeUnknownSync(SweepReport)
