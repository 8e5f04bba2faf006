import type { AgentContext } from "@aethercast/cluster/Agent"
import { Circuits } from "@aethercast/cluster/Circuits"
import * as Dependency from "@aethercast/cluster/Dependency"
import type { Supervision } from "@aethercast/cluster/Supervision"
import { Effect, Schema } from "effect"
import { type ModelFailure, ModelUnavailable } from "../models/ModelFailure.ts"
import { ModelTurn } from "../models/ModelTurn.ts"
import { Payer } from "../spending/Payer.ts"
import { Spending } from "../spending/Spending.ts"
import * as LineOutput from "./LineOutput.ts"
import { type StandIn, WritingFailed, type Writer } from "./ScriptWriter.ts"

/** The provider of the main model; its circuit opens for as long as a Retry-After says, too. */
const languageModel = Dependency.make("language model")
const reserveModel = Dependency.make("reserve language model")

/**
 * What happens when a writer fails that calls a model. A provider that does not answer is asked once
 * more; then the reserve is, then sentences are quoted. An answer that cannot be used says nothing
 * about the health of its provider. Over budget, sentences are quoted, too.
 */
export const writerSupervision = (within: `${number} seconds`) => {
  const rule = (dependency: Dependency.Dependency) =>
    ({ dependency, on: ["ModelUnavailable", "ModelRejected"], within }) as const
  return {
    retry: { on: ["ModelUnavailable"], times: 1, base: "500 millis", cap: "2 seconds" },
    circuits: [rule(languageModel)],
    fallbacks: [
      {
        name: "reserve",
        on: ["ModelRejected", "AnswerUnusable"],
        circuits: [rule(reserveModel)]
      },
      { name: "quoting", on: ["ModelRejected", "AnswerUnusable"] },
      { name: "saving", on: ["OverBudget"] }
    ]
  } as const satisfies Partial<Supervision<ModelFailure["_tag"], StandIn>>
}

/**
 * One attempt at a task: with the route's writer, whose calls of a model are remembered and paid for,
 * and whose lines are emitted as soon as they may be spoken.
 * For as long as a provider asks to be left alone, its circuit is open.
 */
export const attempt = Effect.fnUntraced(function* <A, E, R>(
  main: Writer,
  context: AgentContext<StandIn>,
  write: (writer: Writer) => Effect.Effect<A, E | ModelFailure, R>
) {
  const { fallback, once } = context
  const circuits = yield* Circuits
  const spending = yield* Spending
  const writer = (fallback === undefined ? undefined : main.standIns?.[fallback]) ?? main
  return yield* write(writer).pipe(
    Effect.provideService(ModelTurn, {
      ...ModelTurn.defaultValue(),
      once,
      written: (line) => Effect.flatMap(LineOutput.encode(line), context.emit)
    }),
    Effect.provideService(Payer, spending.payer(context)),
    Effect.tapError((error) =>
      isModelUnavailable(error) && error.retryAfterMillis !== undefined
        ? circuits.trip(
            fallback === "reserve" ? reserveModel : languageModel,
            error.retryAfterMillis
          )
        : Effect.void
    )
  )
})

/** A model's failure as one of writing: callers cannot do more about it. */
export const asWritingFailed = (error: ModelFailure) =>
  Effect.fail(new WritingFailed({ reason: `${error._tag} by ${error.provider}` }))

const isModelUnavailable = Schema.is(ModelUnavailable)
