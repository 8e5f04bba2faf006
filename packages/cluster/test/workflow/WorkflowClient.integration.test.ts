import { assert, describe, it } from "@effect/vitest"
import * as Database from "@aethercast/cluster/Database"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Runtime from "@aethercast/cluster/Runtime"
import * as RuntimeClient from "@aethercast/cluster/RuntimeClient"
import * as Signal from "@aethercast/cluster/Signal"
import * as Timer from "@aethercast/cluster/Timer"
import * as Workflow from "@aethercast/cluster/Workflow"
import { Effect, Exit, Layer, type Redacted, References, Schema, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import { freePort } from "../harness/FreePort.ts"
import { fresh } from "../harness/TestDatabase.ts"
import { secret } from "../harness/TestSecret.ts"

const definition = {
  version: 1,
  input: Schema.Struct({ id: Schema.String }),
  success: Schema.String,
  error: Schema.Never,
  workflowId: ({ id }: { readonly id: string }) => id,
  trigger: "test",
  priority: 5
}
const Order = Workflow.make({ ...definition, name: "Order" })
const Delivery = Workflow.make({ ...definition, name: "Delivery" })
const Address = Signal.make({ name: "address", value: Schema.String })

const WorkflowsLayer = Layer.merge(
  Order.layer(
    Effect.fn("Order.run")(function* ({ id }) {
      yield* Timer.sleep("packing", "2 seconds")
      return yield* Delivery.execute({ id: `${id}/delivery` })
    })
  ),
  Delivery.layer(() => Effect.map(Address.await(), (address) => `delivered to ${address}`))
)

const quiet = Layer.succeed(References.MinimumLogLevel, "Error")

const build = Effect.fnUntraced(function* <A, E>(layer: Layer.Layer<A, E>) {
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const context = yield* Layer.buildWithMemoMap(layer, Layer.makeMemoMapUnsafe(), scope)
  return { context, stop }
})

const node = Effect.fnUntraced(function* (url: Redacted.Redacted) {
  const port = yield* freePort
  const built = yield* build(
    WorkflowsLayer.pipe(
      Layer.provideMerge(Runtime.layer({ host: "127.0.0.1", port, identity: secret })),
      Layer.provideMerge(Database.layer({ url })),
      Layer.provide(quiet)
    )
  )
  yield* Effect.provideContext(Cluster.awaitReady, built.context)
  return built
})

const client = (url: Redacted.Redacted) =>
  build(
    RuntimeClient.layer({ identity: secret }).pipe(
      Layer.provideMerge(RuntimeClient.storesLayer),
      Layer.provideMerge(Database.layer({ url })),
      Layer.provide(quiet)
    )
  )

/** The engine has stored that both runs wait, and for what. */
const isSuspended = (id: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM aethercast_messages
      WHERE entity_type IN ('Workflow/Order', 'Workflow/Delivery')
        AND envelope LIKE ${`%"${id}%`} AND exit LIKE '%:"Suspended"%'
    `
    assert.strictEqual(row?.count, 2)
  })

const live = (name: string, test: Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test)))

describe("a client of the cluster", () => {
  live(
    "starts a run, signals its child and gets its result, though the node of both has gone",
    Effect.gen(function* () {
      const url = yield* fresh
      const first = yield* node(url)
      const { context } = yield* client(url)
      yield* Effect.gen(function* () {
        yield* Order.start({ id: "one" })
        yield* eventually(isSuspended("one"))
        yield* node(url)
        yield* first.stop
        yield* Address.send({ workflow: Delivery, workflowId: "one/delivery" }, "Bergen")
        assert.strictEqual(yield* Order.result("one"), "delivered to Bergen")
      }).pipe(Effect.provideContext(context))
    })
  )

  live(
    "cancels a run that waits, and its child",
    Effect.gen(function* () {
      const url = yield* fresh
      yield* node(url)
      const { context } = yield* client(url)
      yield* Effect.gen(function* () {
        yield* Order.start({ id: "two" })
        yield* eventually(isSuspended("two"))
        assert.isTrue(yield* Order.cancel("two", "sold out"))
        for (const result of [Order.result("two"), Delivery.result("two/delivery")]) {
          const { _tag, message } = yield* Effect.flip(result)
          assert.deepStrictEqual([_tag, message], ["WorkflowCancelled", "Cancelled: sold out"])
        }
        assert.isFalse(yield* Order.cancel("two", "again"))
      }).pipe(Effect.provideContext(context))
    })
  )
})
