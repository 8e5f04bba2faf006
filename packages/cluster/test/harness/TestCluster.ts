import { PgClient } from "@effect/sql-pg"
import { assert } from "@effect/vitest"
import { Context, Effect, Layer, Option, Random, type Redacted, Ref, Scope } from "effect"
import { eventually } from "./Eventually.ts"
import { NodeCommand, type NodeOptions } from "./NodeMessages.ts"
import { OwnPostgres } from "./OwnPostgres.ts"
import { fresh } from "./TestDatabase.ts"
import { TestNetwork } from "./TestNetwork.ts"
import * as TestNode from "./TestNode.ts"

const { AwaitReady, Locate } = NodeCommand.cases

/** The nodes of a cluster, each in a process of its own; all were ready when the layer was built. */
export class TestCluster extends Context.Service<
  TestCluster,
  {
    readonly names: ReadonlyArray<string>
    readonly node: (name: string) => Effect.Effect<TestNode.TestNode>
    /** Starts another process in the place of a node that was killed. */
    readonly replace: (name: string) => Effect.Effect<void>
  }
>()("@aethercast/cluster/test/TestCluster") {
  /** Nodes on a new database of the run's Postgres. */
  static readonly layer = (nodes: Record<string, NodeOptions>) =>
    Layer.unwrap(
      Effect.map(fresh, (database) =>
        Layer.effect(TestCluster, make({ database, network: Option.none(), nodes })).pipe(
          Layer.provideMerge(PgClient.layer({ url: database, maxConnections: 2 }))
        )
      )
    ).pipe(Layer.orDie)

  /** Nodes that can be cut off from each other and from a Postgres of their own, which can be killed. */
  static readonly layerIsolated = (nodes: Record<string, NodeOptions>) =>
    Layer.effect(
      TestCluster,
      Effect.gen(function* () {
        const { url: database } = yield* OwnPostgres
        const network = Option.some(yield* TestNetwork)
        return yield* make({ database, network, nodes })
      })
    ).pipe(
      Layer.provideMerge(
        Layer.unwrap(
          Effect.map(OwnPostgres, ({ url }) => PgClient.layer({ url, maxConnections: 2 }))
        )
      ),
      Layer.provideMerge(Layer.merge(OwnPostgres.layer, TestNetwork.layer)),
      Layer.orDie
    )
}

const make = Effect.fnUntraced(function* (options: {
  readonly database: Redacted.Redacted
  readonly network: Option.Option<TestNetwork["Service"]>
  readonly nodes: Record<string, NodeOptions>
}) {
  const { database, network, nodes } = options
  const names = Object.keys(nodes)
  const running = yield* Ref.make<ReadonlyMap<string, TestNode.TestNode>>(new Map())
  const scope = yield* Effect.scope
  const start = Effect.fnUntraced(
    function* (name: string) {
      const node = yield* TestNode.start({ name, database, network, node: nodes[name] ?? {} })
      yield* Ref.update(running, (others) => new Map(others).set(name, node))
      return node
    },
    Effect.provideService(Scope.Scope, scope)
  )
  const all = yield* Effect.forEach(names, start)
  yield* Effect.forEach(all, (node) => node.send(AwaitReady.make({})), {
    concurrency: "unbounded"
  })
  return TestCluster.of({
    names,
    node: (name) =>
      Effect.flatMap(Ref.get(running), (all) => Effect.orDie(Effect.fromNullishOr(all.get(name)))),
    replace: (name) => Effect.asVoid(start(name))
  })
})

/** Waits until every node is ready and every node serves some entity. */
export const awaitAllServing = Effect.gen(function* () {
  const { names, node } = yield* TestCluster
  for (const name of names) yield* (yield* node(name)).send(AwaitReady.make({}))
  const [first = ""] = names
  const asking = yield* node(first)
  yield* eventually(
    Effect.gen(function* () {
      // An entity that was located before would be answered from storage.
      const round = yield* Random.nextInt
      const serving = yield* located(asking, 16, String(round))
      assert.sameMembers([...serving], [...names])
    }),
    "30 seconds"
  )
})

/** The nodes that serve the entities `<prefix>-0` to `<prefix>-<count - 1>`, as one node sees it. */
export const located = Effect.fnUntraced(function* (
  asking: TestNode.TestNode,
  count: number,
  prefix: string
) {
  const nodes = yield* Effect.forEach(
    Array.from({ length: count }, (_, n) => `${prefix}-${n}`),
    (entityId) => asking.send(Locate.make({ entityId })),
    { concurrency: 16 }
  )
  return new Set(nodes)
})

/** An entity that a node serves, of those whose ids begin with `prefix`. */
export const entityOn = Effect.fnUntraced(function* (node: TestNode.TestNode, prefix: string) {
  for (let n = 0; n < 64; n++) {
    const entityId = `${prefix}-${n}`
    if ((yield* node.send(Locate.make({ entityId }))) === node.name) return entityId
  }
  return yield* Effect.die(`${node.name} serves no entity`)
})
