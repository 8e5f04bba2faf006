import { LandingWorkflow } from "@aethercast/agents/orchestrator/LandingWorkflow"
import { SourceUnavailable } from "@aethercast/agents/sources/SourceFailure"
import * as Agent from "@aethercast/cluster/Agent"
import * as Database from "@aethercast/cluster/Database"
import * as Dependency from "@aethercast/cluster/Dependency"
import * as Workflow from "@aethercast/cluster/Workflow"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Context, Effect, Layer, type Redacted, Ref, References, Schema } from "effect"
import { freePort } from "../../../cluster/test/harness/FreePort.ts"
import { secret } from "../../../cluster/test/harness/TestSecret.ts"

/** Whether the source of all errands is up. */
export class Source extends Context.Service<Source, { readonly up: Ref.Ref<boolean> }>()(
  "@aethercast/server/test/Source"
) {
  static readonly layer = Layer.effect(
    Source,
    Effect.map(Ref.make(false), (up) => ({ up }))
  )
}

class SourceDown extends Schema.TaggedError<SourceDown>()("SourceDown", {
  where: Schema.String
}) {}

const warehouse = Dependency.make("warehouse", { circuit: { failures: 1000 } })

/** Fetches something from the source; while that is down its tasks become dead letters. */
const Fetcher = Agent.make({
  name: "Fetcher",
  version: 1,
  description: "Fetches things",
  input: Schema.Struct({ what: Schema.String }),
  success: Schema.String,
  error: SourceDown,
  supervision: {
    deadline: "20 seconds",
    restarts: { times: 0, within: "1 second" },
    retry: { on: ["SourceDown"], times: 1, base: "1 millis", cap: "1 millis" },
    circuits: [{ dependency: warehouse, on: ["SourceDown"] }],
    replayWindow: "10 minutes"
  }
})(
  Effect.gen(function* () {
    const { up } = yield* Source
    return Effect.fn("Fetcher.turn")(function* ({ what }) {
      if (!(yield* Ref.get(up))) return yield* new SourceDown({ where: "the \u001b[31mwarehouse" })
      return `brought ${what}`
    })
  })
)

/** Never answers. */
const Sleeper = Agent.make({
  name: "Sleeper",
  version: 1,
  description: "Sleeps",
  input: Schema.Struct({}),
  success: Schema.Void,
  error: Schema.Never,
  supervision: { deadline: "10 minutes", restarts: { times: 0, within: "1 second" } }
})(Effect.succeed(Effect.fn("Sleeper.turn")(() => Effect.never)))

/** Delivers things; each node has both of its versions. */
const courier = (version: number) =>
  Agent.make({
    name: "Courier",
    version,
    description: "Delivers things",
    input: Schema.Struct({}),
    success: Schema.Void,
    error: Schema.Never,
    supervision: { deadline: "1 second", restarts: { times: 0, within: "1 second" } }
  })(Effect.succeed(Effect.fn("Courier.turn")(() => Effect.void)))

export const Errand = Workflow.make({
  name: "Errand",
  version: 1,
  input: Schema.Struct({ id: Schema.String, sleeps: Schema.Boolean }),
  success: Schema.Void,
  error: SourceDown,
  workflowId: ({ id }) => `errand:${id}`,
  trigger: "test",
  priority: 5
})

const ErrandLayer = Errand.layer(
  Effect.fn("Errand.run")(function* ({ id, sleeps }) {
    if (sleeps) return yield* Sleeper.ask("sleep", {})
    yield* Fetcher.ask("fetch", { what: id })
  })
)

/** Stands for the landing page, which operators can start by its name. */
const LandingLayer = LandingWorkflow.layer(({ slot }) =>
  slot === "dark"
    ? Effect.fail(new SourceUnavailable({ url: "library", reason: "down" }))
    : Effect.void
)

/** A node that runs errands on a database. */
export const nodeLayer = (url: Redacted.Redacted) =>
  Layer.mergeAll(
    Fetcher.layer,
    Sleeper.layer,
    courier(1).layer,
    courier(2).layer,
    ErrandLayer,
    LandingLayer
  ).pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(freePort, (port) => Runtime.layer({ host: "127.0.0.1", port, identity: secret }))
      )
    ),
    Layer.provideMerge(Layer.orDie(Database.layer({ url, migrations: {} }))),
    Layer.provideMerge(Source.layer),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error"))
  )
