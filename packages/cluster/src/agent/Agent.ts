import {
  Context,
  Duration,
  Effect,
  Fiber,
  Layer,
  Ref,
  Schedule,
  Schema,
  type Scope,
  Stream
} from "effect"
import { AgentCard } from "../registry/AgentCard.ts"
import { type DispatchedTask, TaskDispatcher, type TaskTarget } from "./TaskDispatcher.ts"
import { LocalAgents, type TurnContext } from "./LocalAgents.ts"
import { defaultRole } from "../node/Role.ts"
import { IdempotencyStore } from "./IdempotencyStore.ts"
import type { Supervision } from "../supervision/Supervision.ts"
import { bounded, type TaskOutput, type Task, type TaskFailure } from "./Task.ts"
import type { WorkflowRun } from "../workflow/WorkflowRun.ts"

/** What an agent says of itself, and how it is supervised. */
export interface Definition<
  Name extends string,
  I,
  IE,
  A,
  AE,
  E extends Failure,
  EE,
  F extends string = never
> {
  readonly name: Name
  /** Versions of an agent share its schemas; when those change, it is another agent. */
  readonly version: number
  readonly description: string
  readonly input: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
  readonly supervision: Supervision<E["_tag"], F>
  /** The answer when nothing else is left; without one, the task becomes a dead letter. */
  readonly degraded?: (input: I) => A
  /** What it can do, for those who ask by capability. */
  readonly capabilities?: ReadonlyArray<string>
  /** The nodes that may serve it: those that took this role. */
  readonly role?: string
  /** Expected, per task, in a unit that all agents of a capability share. */
  readonly cost?: number
  /** Expected, per task. */
  readonly duration?: Duration.Input
}

/** Every error of an agent has a tag: supervision goes by it. */
export interface Failure {
  readonly _tag: string
}

/** What a turn knows beside its input. */
export interface Turn<F extends string = never> {
  readonly task: Task
  /** The fallback that is tried; undefined for the agent's own way. */
  readonly fallback: F | undefined
  /** Yields bytes while working, to whoever follows the task. */
  readonly emit: (bytes: Uint8Array) => Effect.Effect<void>
  /** Adds to what the task has cost. */
  readonly charge: (cost: number) => Effect.Effect<void>
  /** Does something to the world once for this task and `key`, crashes and retries notwithstanding. */
  readonly once: <A, I, E, R>(
    key: string,
    schema: Schema.Codec<A, I>,
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
}

/** An agent, ready to be served by one node and asked by another. */
export interface Agent<Name extends string, I, A, E, R> {
  readonly name: Name
  readonly version: number
  readonly description: string
  /** Serves the agent on this node. Its requirements are the agent's permissions. */
  readonly layer: Layer.Layer<never, never, R | LocalAgents | IdempotencyStore>
  /** Asks for one task; `step` names it within its workflow. */
  readonly ask: (step: string, input: I) => Asking<A, E>
  /** Asks, and hands over what the agent yields meanwhile, each element once and in order. */
  readonly askStreaming: <R2>(
    step: string,
    input: I,
    onOutput: (emission: TaskOutput) => Effect.Effect<void, never, R2>
  ) => Asking<A, E, R2>
}

export type Asking<A, E, R = never> = Effect.Effect<
  A,
  E | TaskFailure,
  TaskDispatcher | WorkflowRun | R
>

/**
 * Declares an agent: a supervised actor that does one kind of task.
 *
 * `behaviour` runs once per activation and returns the turn, so that state lives in its closure and
 * dies with the activation. The services that both need are the agent's permissions and surface as
 * requirements of its layer. A task is one persisted message whose key is (workflow, step): asked
 * again after a crash, it is answered from storage. A turn may ask other agents: its time bounds
 * theirs, and what calls it off calls them off.
 */
export const make =
  <const Name extends string, I, IE, A, AE, E extends Failure, EE, const F extends string = never>(
    definition: Definition<Name, I, IE, A, AE, E, EE, F>
  ) =>
  <R, RX>(
    behaviour: Effect.Effect<
      (input: I, turn: Turn<F>) => Effect.Effect<A, E, R | WorkflowRun>,
      never,
      RX | Scope.Scope
    >
  ): Agent<Name, I, A, E, R | RX> => {
    const { supervision } = definition
    const wire = codecs(definition)

    const serve = Effect.gen(function* () {
      const local = yield* LocalAgents
      const receipts = yield* IdempotencyStore
      const context = yield* Effect.context<R | RX>()
      /** The agent's services, and what belongs to this activation or task alone. */
      const beside = <S>(own: Context.Context<S>) => Context.merge(context, own)

      const encoded = (turn: (input: I, turn: Turn<F>) => Effect.Effect<A, E, R | WorkflowRun>) =>
        // What does not fit the schemas is a crash like any other, and counted.
        Effect.fnUntraced(function* (json: Schema.Json, tools: TurnContext) {
          const input = yield* Effect.orDie(wire.decodeInput(json))
          const own: Turn<F> = {
            task: tools.task,
            fallback: supervision.fallbacks?.find(({ name }) => name === tools.fallback)?.name,
            emit: tools.emit,
            charge: tools.charge,
            once: (key, schema, effect) => receipts.once(`${tools.task.id}/${key}`, schema, effect)
          }
          const success = yield* turn(input, own).pipe(
            Effect.updateContext(beside<WorkflowRun>),
            Effect.catch((error) =>
              Effect.flatMap(Effect.orDie(wire.encodeError(error)), (encodedError) =>
                Effect.fail({ tag: error._tag, error: encodedError })
              )
            )
          )
          const answer = yield* Effect.orDie(wire.encodeSuccess(success))
          yield* bounded(tools.task.id, "answer", answer)
          return answer
        })

      const { degraded } = definition
      yield* local.serve({
        card: cardOf(definition),
        supervision,
        activate: behaviour.pipe(Effect.map(encoded), Effect.updateContext(beside<Scope.Scope>)),
        degraded:
          degraded === undefined
            ? undefined
            : (json) =>
                Effect.orDie(
                  Effect.flatMap(wire.decodeInput(json), (input) =>
                    wire.encodeSuccess(degraded(input))
                  )
                )
      })
    })

    const target: TaskTarget = {
      name: definition.name,
      version: definition.version,
      role: definition.role ?? defaultRole
    }
    const asking = asker(target, wire, timeoutOf(supervision))
    return {
      name: definition.name,
      version: definition.version,
      description: definition.description,
      layer: Layer.effectDiscard(serve),
      ...asking
    }
  }

/** The schemas of an agent, as JSON goes in and out. */
export const codecs = <I, IE, A, AE, E, EE>(contract: {
  readonly input: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
}) => {
  const input = Schema.toCodecJson(contract.input)
  const success = Schema.toCodecJson(contract.success)
  const error = Schema.toCodecJson(contract.error)
  return {
    encodeInput: Schema.encodeEffect(input),
    decodeInput: Schema.decodeEffect(input),
    encodeSuccess: Schema.encodeEffect(success),
    decodeSuccess: Schema.decodeEffect(success),
    encodeError: Schema.encodeEffect(error),
    decodeError: Schema.decodeEffect(error)
  }
}

/** Asking by a contract: the same for one agent and for all that share a capability. */
export const asker = <I, A, E extends Failure>(
  target: TaskTarget,
  wire: Pick<
    ReturnType<typeof codecs<I, unknown, A, unknown, E, unknown>>,
    "encodeInput" | "decodeSuccess" | "decodeError"
  >,
  timeout: Duration.Duration
) => {
  const dispatch = Effect.fnUntraced(function* (step: string, input: I) {
    const dispatcher = yield* TaskDispatcher
    const json = yield* Effect.orDie(wire.encodeInput(input))
    return yield* dispatcher.dispatch({ target, step, input: json, timeout })
  })

  const answered = ({ answer }: DispatchedTask): Effect.Effect<A, E | TaskFailure> =>
    answer.pipe(
      Effect.catchTag("Refused", (refused) =>
        Effect.flatMap(Effect.orDie(wire.decodeError(refused.error)), Effect.fail)
      ),
      Effect.flatMap((output) => Effect.orDie(wire.decodeSuccess(output)))
    )

  return {
    ask: (step: string, input: I): Asking<A, E> => Effect.flatMap(dispatch(step, input), answered),
    askStreaming: <R2>(
      step: string,
      input: I,
      onOutput: (emission: TaskOutput) => Effect.Effect<void, never, R2>
    ): Asking<A, E, R2> =>
      Effect.scoped(
        Effect.gen(function* () {
          const dispatched = yield* dispatch(step, input)
          const next = yield* Ref.make(0)
          const following = yield* dispatched.follow.pipe(
            Stream.runForEach((emission) =>
              Effect.flatMap(
                Ref.modify(next, (n) => (emission.sequence === n ? [true, n + 1] : [false, n])),
                (fresh) => (fresh ? onOutput(emission) : Effect.void)
              )
            ),
            Effect.retry(Schedule.spaced("250 millis")),
            Effect.ignoreCause,
            Effect.forkScoped({ startImmediately: true })
          )
          const success = yield* answered(dispatched)
          // What was yielded is on its way; an answer from storage yielded nothing, and never ends.
          yield* Effect.timeoutOption(Fiber.await(following), "250 millis")
          if ((yield* Ref.get(next)) > 0) {
            yield* Effect.timeoutOption(Fiber.await(following), "2 seconds")
          }
          return success
        })
      )
  }
}

const cardOf = (definition: {
  readonly name: string
  readonly version: number
  readonly description: string
  readonly supervision: Supervision<string, string>
  readonly capabilities?: ReadonlyArray<string>
  readonly role?: string
  readonly cost?: number
  readonly duration?: Duration.Input
}): AgentCard => {
  const { circuits = [], fallbacks = [] } = definition.supervision
  const dependencies = [...circuits, ...fallbacks.flatMap((fallback) => fallback.circuits ?? [])]
  return new AgentCard({
    name: definition.name,
    version: definition.version,
    description: definition.description,
    capabilities: [...(definition.capabilities ?? [])],
    dependencies: [...new Set(dependencies.map(({ dependency }) => dependency.name))],
    role: definition.role ?? defaultRole,
    cost: definition.cost ?? 0,
    durationMillis: Duration.toMillis(Duration.fromInputUnsafe(definition.duration ?? 0))
  })
}

const timeoutOf = ({ deadline, replayWindow }: Supervision<string, string>) =>
  Duration.sum(
    Duration.fromInputUnsafe(deadline),
    Duration.fromInputUnsafe(replayWindow ?? Duration.zero)
  )
