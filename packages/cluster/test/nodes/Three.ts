import { PgClient } from "@effect/sql-pg"
import { assert } from "@effect/vitest"
import { Cause, Context, type Duration, Effect, Layer, Random, Ref, Schedule, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { Command } from "./Messages.ts"
import * as Network from "../harness/Network.ts"
import * as Nodes from "./Nodes.ts"
import { OwnPostgres } from "../harness/OwnPostgres.ts"
import * as TaskStory from "../harness/TaskStory.ts"

const { AwaitReady, Locate, Start } = Command.cases

/** Three nodes in processes of their own, on a Postgres of their own. */
export class Three extends Context.Service<
  Three,
  {
    readonly network: Network.Network
    readonly node: (name: string) => Effect.Effect<Nodes.Node>
    /** Starts another one in the place of a node that was killed. */
    readonly replace: (name: string) => Effect.Effect<void>
  }
>()("@aethercast/cluster/test/nodes/Three") {
  static readonly layer = Layer.effect(
    Three,
    Effect.gen(function* () {
      const { url } = yield* OwnPostgres
      const scope = yield* Effect.scope
      const network = yield* Network.make
      const nodes = yield* Ref.make<ReadonlyMap<string, Nodes.Node>>(new Map())
      const start = Effect.fnUntraced(
        function* (name: string) {
          const node = yield* Nodes.start({ name, network, database: url })
          yield* Ref.update(nodes, (others) => new Map(others).set(name, node))
          return node
        },
        Effect.provideService(Scope.Scope, scope)
      )
      const started = yield* Effect.forEach(names, start)
      yield* Effect.forEach(started, (node) => node.tell(AwaitReady.make({})), {
        concurrency: names.length
      })
      yield* TaskStory.noteAnswers
      return Three.of({
        network,
        replace: (name) => Effect.asVoid(start(name)),
        node: (name) =>
          Effect.flatMap(Ref.get(nodes), (all) => Effect.orDie(Effect.fromNullishOr(all.get(name))))
      })
    })
  ).pipe(
    Layer.provideMerge(
      Layer.unwrap(Effect.map(OwnPostgres, ({ url }) => PgClient.layer({ url, maxConnections: 2 })))
    ),
    Layer.provideMerge(OwnPostgres.layer),
    Layer.orDie
  )
}

export const names = ["a", "b", "c"] as const

/** Tries again until `check` succeeds; fails as it did last. */
export const within = <A, E, R>(deadline: Duration.Input, check: Effect.Effect<A, E, R>) =>
  Effect.sandbox(check).pipe(
    Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: deadline }))),
    Effect.catch(Effect.failCause)
  )

/** Starts jobs `<prefix>-0`, `<prefix>-1`, … on a node. */
export const startJobs = Effect.fnUntraced(function* (
  name: string,
  job: {
    readonly prefix: string
    readonly jobs: number
    readonly tasks: number
    readonly millis: number
  }
) {
  const node = yield* (yield* Three).node(name)
  yield* Effect.forEach(
    Array.from({ length: job.jobs }, (_, n) => `${job.prefix}-${n}`),
    (id) => node.tell(Start.make({ job: id, tasks: job.tasks, millis: job.millis })),
    { concurrency: 20, discard: true }
  )
})

/** Waits until so many jobs whose names begin so are COMPLETED in the ledger. */
export const completed = Effect.fnUntraced(function* (
  prefix: string,
  jobs: number,
  deadline: Duration.Input = "40 seconds"
) {
  const sql = yield* SqlClient.SqlClient
  yield* within(
    deadline,
    Effect.map(
      sql`
        SELECT status, count(*)::int AS count FROM aethercast_workflow_instances
        WHERE workflow_id LIKE ${`job:${prefix}-%`} GROUP BY status
      `,
      (rows) => assert.deepEqual(rows, [{ status: "COMPLETED", count: jobs }])
    )
  )
})

/** Waits until every node serves something, and the whole cluster answers. */
export const everyoneServes = Effect.gen(function* () {
  const three = yield* Three
  for (const name of names) {
    const node = yield* three.node(name)
    yield* node.tell(AwaitReady.make({}))
  }
  const asking = yield* three.node("a")
  yield* within(
    "30 seconds",
    Effect.gen(function* () {
      // A place that was asked before would answer from storage.
      const round = yield* Random.nextInt
      const served = yield* Effect.forEach(
        Array.from({ length: 16 }, (_, n) => `${round}-${n}`),
        (entityId) => asking.tell(Locate.make({ entityId })),
        { concurrency: 16 }
      )
      assert.sameMembers([...new Set(served)], [...names])
    })
  )
})

/** Waits until one of those nodes is in the midst of a task of those jobs, and gives its name. */
export const busyOne = (among: ReadonlyArray<string>, prefix: string) =>
  within(
    "20 seconds",
    Effect.flatMap(TaskStory.of(prefix), (stories) =>
      Effect.fromNullishOr(
        stories
          .flatMap(({ executions }) => executions)
          .find(({ answered, node }) => !answered && among.includes(node))?.node
      )
    )
  )

/** Waits until another node does what a node had begun, and gives those tasks. */
export const takenOver = (name: string, prefix: string) =>
  within(
    "30 seconds",
    Effect.flatMap(TaskStory.of(prefix), (stories) => {
      const taken = stories.filter(({ executions }) => {
        const lost = executions.findIndex(({ answered, node }) => node === name && !answered)
        return lost >= 0 && executions.slice(lost).some(({ node }) => node !== name)
      })
      return taken.length > 0 ? Effect.succeed(taken.map(({ task }) => task)) : Effect.fail(none)
    })
  )

const none = new Cause.NoSuchElementError("Nothing was taken over")
