import type { SpeechProvider } from "@aethercast/agents/voice/SpeechProvider"
import { Context, Effect, Exit, Fiber, Layer, Option, type Result, Scope } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "../Settings.ts"
import type { BadUsage } from "../Usage.ts"
import type { LocalModelUnusable } from "./LocalModelUnusable.ts"
import * as LocalVoice from "./LocalVoice.ts"
import * as LocalWriter from "./LocalWriter.ts"

/** A model that the settings name: running, or the reason why it cannot. */
export type Named<Model> = Option.Option<Result.Result<Model, LocalModelUnusable>>

/** What writes and speaks on this machine, where the settings name it. */
export class LocalModels extends Context.Service<
  LocalModels,
  {
    /** Waits until it is loaded, for ten seconds at most. */
    readonly writer: Effect.Effect<Named<LocalWriter.LocalWriter>>
    /** Waits as long. */
    readonly voice: Effect.Effect<Named<SpeechProvider>>
  }
>()("@aethercast/server/local/LocalModels") {
  /** Downloads, after agreement, before the server starts; loads while it starts. */
  static readonly layer = ({
    localVoice,
    localWriter
  }: Pick<Settings, "localVoice" | "localWriter">) =>
    Layer.effect(
      this,
      Effect.gen(function* () {
        const writer = yield* named(localWriter, ({ downloads, model }) =>
          Effect.map(LocalWriter.prepare(model, downloads), LocalWriter.start)
        )
        const voice = yield* named(localVoice, ({ downloads, model }) =>
          Effect.map(LocalVoice.prepare(model, downloads), LocalVoice.start)
        )
        return { writer: outcome(writer), voice: outcome(voice) }
      })
    ).pipe(Layer.provide(FetchHttpClient.layer))
}

/** Prepares a model, and starts it in the background. The process of one that cannot run is ended. */
const named = Effect.fnUntraced(function* <Setting, Model, R>(
  setting: Option.Option<Setting>,
  prepare: (
    setting: Setting
  ) => Effect.Effect<
    Effect.Effect<Model, LocalModelUnusable, Scope.Scope>,
    LocalModelUnusable | BadUsage,
    R
  >
) {
  if (Option.isNone(setting)) return Option.none()
  const start = yield* prepare(setting.value).pipe(
    Effect.catchTag("LocalModelUnusable", (failure) =>
      Effect.as(
        Effect.logWarning(`${failure.name} is not used. ${failure.detail}`),
        Effect.fail(failure)
      )
    )
  )
  const scope = yield* Scope.fork(yield* Effect.scope)
  const starting = yield* start.pipe(
    Scope.provide(scope),
    Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause))),
    Effect.result,
    Effect.forkScoped
  )
  return Option.some(starting)
})

const outcome = <A>(starting: Option.Option<Fiber.Fiber<A>>) =>
  Effect.transposeOption(Option.map(starting, Fiber.join))
