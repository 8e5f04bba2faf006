import { Context, Duration, Effect, Layer, type Schema, type Scope } from "effect"
import { defaultRole, type Role } from "../node/Role.ts"
import { AgentCard } from "../registry/AgentCard.ts"
import type { Supervision } from "../supervision/Supervision.ts"
import type { WorkflowRun } from "../workflow/WorkflowRun.ts"
import type { Turn, TurnContext } from "./AgentRegistration.ts"
import { IdempotencyStore } from "./IdempotencyStore.ts"
import * as AgentAsk from "./internal/AgentAsk.ts"
import * as ContractCodec from "../internal/ContractCodec.ts"
import { checkSize } from "../internal/JsonValue.ts"
import { LocalAgents } from "./LocalAgents.ts"
import type { OutputMissing, TaskOutput } from "./TaskOutput.ts"

/** What an agent is, and how it is supervised. */
export interface Definition<
  Name extends string,
  I,
  IE,
  A,
  AE,
  E extends TaggedError,
  EE,
  F extends string = never
> extends ContractCodec.Contract<I, IE, A, AE, E, EE> {
  readonly name: Name
  /** Versions of an agent share its schemas; when those change, it is another agent. */
  readonly version: number
  readonly description: string
  readonly supervision: Supervision<E["_tag"], F>
  /** The answer when nothing else is left; without one, the task becomes a dead letter. */
  readonly degraded?: (input: I) => A
  /** The capabilities by which it can be asked, instead of by its name. */
  readonly capabilities?: ReadonlyArray<string>
  /** The role of the nodes that serve it. Default: `default`. */
  readonly role?: Role
  /** Expected cost of a task, in a unit that all agents of a capability share. */
  readonly cost?: number
}

/** Every error of an agent has a tag, by which supervision decides. */
export interface TaggedError {
  readonly _tag: string
}

/** What an agent gets for one attempt at a task, beside its input. */
export interface AgentContext<F extends string = never> extends TurnContext<F> {
  /**
   * Runs an effect on the world once for this task and `key`, even if the agent crashes or is retried
   * after it.
   */
  readonly once: <A, I, E, R>(
    key: string,
    schema: Schema.Codec<A, I>,
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
}

/** An agent that nodes can serve and workflows can ask. */
export interface Agent<Name extends string, I, A, E, R> {
  readonly name: Name
  readonly version: number
  readonly description: string
  /** Serves the agent on this node. Its requirements are the agent's permissions. */
  readonly layer: Layer.Layer<never, never, R | LocalAgents | IdempotencyStore>
  /**
   * Asks for one task. `step` names it within its run: requested again, it is answered from storage.
   *
   * Fails with the agent's own errors, and as any task with `DeadlineExceeded`, `AgentCrashed`,
   * `DependencyDown`, `Cancelled`, `Discarded` or `NoSuchAgent`. Dies with `StepConflict` when the step
   * was another request before, and with `ValueTooLarge` when the input is above 1 MB.
   *
   * @example
   * const verdict = FactCheck.ask("check/claim-7", { claim }).pipe(
   *   Effect.catchTag("NothingFound", () => Effect.succeed(unknown)),
   *   Effect.catchTag("DeadlineExceeded", () => Effect.succeed(unknown))
   * )
   */
  readonly ask: (step: string, input: I) => AgentAsk.AskEffect<A, E>
  /**
   * Asks, and hands every output that the task emits to `onOutput`, each once and in order, before the
   * answer. The task waits for a slow `onOutput`. Fails as `ask` does, and with `OutputMissing` when
   * outputs are gone because the task has run before.
   */
  readonly askStreaming: <R2>(
    step: string,
    input: I,
    onOutput: (output: TaskOutput) => Effect.Effect<void, never, R2>
  ) => AgentAsk.AskEffect<A, E | OutputMissing, R2>
}

/**
 * Declares an agent: a supervised actor that does one kind of task.
 *
 * `behaviour` runs once per activation and returns the function that does a task, so that state lives
 * in its closure and ends with the activation. The services that both need are the agent's permissions
 * and surface as requirements of its layer. An agent may ask other agents: its deadline bounds theirs,
 * and what cancels it cancels them.
 */
export const make =
  <
    const Name extends string,
    I,
    IE,
    A,
    AE,
    E extends TaggedError,
    EE,
    const F extends string = never
  >(
    definition: Definition<Name, I, IE, A, AE, E, EE, F>
  ) =>
  <R, RX>(
    behaviour: Effect.Effect<
      (input: I, context: AgentContext<F>) => Effect.Effect<A, E, R | WorkflowRun>,
      never,
      RX | Scope.Scope
    >
  ): Agent<Name, I, A, E, R | RX> => {
    const { degraded, description, name, supervision, version } = definition
    const codec = ContractCodec.make(definition)
    const card = cardOf(definition)

    const serve = Effect.gen(function* () {
      const local = yield* LocalAgents
      const idempotency = yield* IdempotencyStore
      const services = yield* Effect.context<R | RX>()
      const withServices = <S>(own: Context.Context<S>) => Context.merge(services, own)

      const encoded =
        (run: (input: I, context: AgentContext<F>) => Effect.Effect<A, E, R | WorkflowRun>): Turn =>
        (json, context) =>
          Effect.gen(function* () {
            const input = yield* codec.decodeInput(json)
            const success = yield* run(input, {
              ...context,
              fallback: supervision.fallbacks?.find((rule) => rule.name === context.fallback)?.name,
              once: (key, schema, effect) =>
                idempotency.once(`${context.task.id}/${key}`, schema, effect)
            }).pipe(
              Effect.updateContext(withServices<WorkflowRun>),
              Effect.catch((error) =>
                Effect.flatMap(codec.encodeError(error), (encodedError) =>
                  Effect.fail({ tag: error._tag, error: encodedError })
                )
              )
            )
            const answer = yield* codec.encodeSuccess(success)
            yield* checkSize(context.task.id, "answer", JSON.stringify(answer))
            return answer
          })

      yield* local.serve({
        card,
        supervision,
        activate: behaviour.pipe(
          Effect.map(encoded),
          Effect.updateContext(withServices<Scope.Scope>)
        ),
        degraded:
          degraded &&
          ((json) =>
            Effect.flatMap(codec.decodeInput(json), (input) =>
              codec.encodeSuccess(degraded(input))
            ))
      })
    })

    const target = { name, version, role: card.role }
    return {
      name,
      version,
      description,
      layer: Layer.effectDiscard(serve),
      ...AgentAsk.make(target, codec, timeoutOf(supervision))
    }
  }

const cardOf = (
  definition: Pick<
    Definition<string, unknown, unknown, unknown, unknown, TaggedError, unknown, string>,
    "name" | "version" | "description" | "supervision" | "capabilities" | "role" | "cost"
  >
): AgentCard => {
  const { circuits = [], fallbacks = [] } = definition.supervision
  const rules = [...circuits, ...fallbacks.flatMap((fallback) => fallback.circuits ?? [])]
  return new AgentCard({
    name: definition.name,
    version: definition.version,
    description: definition.description,
    capabilities: [...(definition.capabilities ?? [])],
    dependencies: [...new Set(rules.map(({ dependency }) => dependency.name))],
    role: definition.role ?? defaultRole,
    cost: definition.cost ?? 0
  })
}

/**
 * How long a caller waits: the agent's deadline, and the time for which a dead letter can be replayed.
 */
const timeoutOf = ({ deadline, replayWindow }: Supervision<string, string>) =>
  Duration.sum(
    Duration.fromInputUnsafe(deadline),
    Duration.fromInputUnsafe(replayWindow ?? Duration.zero)
  )
