import { assert, it } from "@effect/vitest"
import * as Agent from "@aethercast/cluster/Agent"
import * as Database from "@aethercast/cluster/Database"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { LedgerReader } from "@aethercast/cluster/LedgerReader"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Runtime from "@aethercast/cluster/Runtime"
import * as Workflow from "@aethercast/cluster/Workflow"
import { Effect, Exit, Latch, Layer, type Redacted, References, Schema, Scope } from "effect"
import { eventually } from "../harness/Eventually.ts"
import { freePort } from "../harness/FreePort.ts"
import { fresh } from "../harness/TestDatabase.ts"
import { secret } from "../harness/TestSecret.ts"

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}

/** Fails `failures` times on this node, and then hangs. */
const fragile = (failures: number, hangs: Latch.Latch) => {
  let attempts = 0
  return Agent.make({
    name: "Fragile",
    version: 1,
    description: "Fails",
    input: Schema.Null,
    success: Schema.Null,
    error: Busy,
    supervision: {
      deadline: "1 minute",
      restarts: { times: 0, within: "1 minute" },
      retry: { on: ["Busy"], times: 1, base: "1 millis", cap: "1 millis" },
      replayWindow: "10 minutes"
    }
  })(
    Effect.succeed(
      Effect.fnUntraced(function* (_input, { charge }) {
        yield* charge(1)
        attempts += 1
        if (attempts <= failures) return yield* new Busy()
        yield* Latch.open(hangs)
        return yield* Effect.never
      })
    )
  )
}

const Request = Workflow.make({
  name: "Request",
  version: 1,
  input: Schema.Struct({ id: Schema.String }),
  success: Schema.Null,
  error: Busy,
  workflowId: ({ id }) => id,
  trigger: "test",
  priority: 5
})

const node = Effect.fnUntraced(function* (
  url: Redacted.Redacted,
  agent: ReturnType<typeof fragile>
) {
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const port = yield* freePort
  const context = yield* Layer.merge(
    agent.layer,
    Request.layer(() => agent.ask("try", null))
  ).pipe(
    Layer.provideMerge(Runtime.layer({ host: "127.0.0.1", port, identity: secret })),
    Layer.provideMerge(LedgerReader.layer),
    Layer.provideMerge(Database.layer({ url })),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error")),
    (layer) => Layer.buildWithMemoMap(layer, Layer.makeMemoMapUnsafe(), scope)
  )
  yield* Effect.provideContext(Cluster.awaitReady, context)
  return { context, stop }
})

it.live(
  "a task that moves to another node keeps the attempts, the events and the cost before",
  () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const hangs = yield* Latch.make()
      const first = yield* node(url, fragile(1, hangs))
      yield* Effect.provideContext(Request.start({ id: "one" }), first.context)
      yield* Latch.await(hangs)
      yield* first.stop
      const second = yield* node(url, fragile(2, hangs))
      yield* Effect.gen(function* () {
        const letters = yield* DeadLetters
        const { attempts } = yield* eventually(letters.find("one/try"))
        const tags = attempts.map(({ error }) => Schema.decodeUnknownSync(Tagged)(error)._tag)
        assert.deepStrictEqual(tags, ["Busy", "NodeLost", "Busy", "Busy"])
        const reader = yield* LedgerReader
        const task = yield* eventually(
          Effect.tap(Effect.flatMap(reader.task("one/try"), Effect.fromOption), ({ cost }) =>
            Effect.sync(() => assert.strictEqual(cost, 4))
          )
        )
        assert.deepStrictEqual(
          task.events.map((event) => Schema.decodeUnknownSync(Tagged)(event)._tag),
          [
            "Attempted",
            "BackedOff",
            "Attempted",
            "Attempted",
            "BackedOff",
            "Attempted",
            "DeadLettered"
          ]
        )
      }).pipe(Effect.provideContext(second.context))
    }).pipe(Effect.scoped)
)

const Tagged = Schema.Struct({ _tag: Schema.String })
