import {
  Duration,
  Effect,
  Exit,
  Fiber,
  type Layer,
  Ref,
  Schedule,
  Schema,
  type Scope,
  Stream
} from "effect"
import { ClusterSchema, Entity, type Sharding } from "effect/cluster"
import { Rpc } from "effect/rpc"
import * as Emissions from "./Emissions.ts"
import { rideOut } from "./EngineTrouble.ts"
import { Ledger, summary, taskEntry } from "./Ledger.ts"
import { pauses, restartPauses, type Supervision } from "./Supervision.ts"
import { AgentCrashed, DeadlineExceeded, Emission, Refused, Task, TaskFailure } from "./Task.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

/** What an agent says of itself, and how it is supervised. */
export interface Definition<Name extends string, I, IE, A, AE, E extends Failure, EE> {
  readonly name: Name
  readonly version: number
  readonly description: string
  readonly input: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
  readonly supervision: Supervision<E["_tag"]>
}

/** Every error of an agent has a tag: supervision names those that pass by themselves. */
export interface Failure {
  readonly _tag: string
}

/** What a turn knows beside its input. */
export interface Turn {
  readonly task: Task
  /** Yields bytes while working, to whoever follows the task. */
  readonly emit: (bytes: Uint8Array) => Effect.Effect<void>
}

/** An agent, ready to be served by one node and asked by another. */
export interface Agent<Name extends string, I, A, E, R> {
  readonly name: Name
  readonly version: number
  readonly description: string
  /** Serves the agent on this node. Its requirements are the agent's permissions. */
  readonly layer: Layer.Layer<never, never, R>
  /** Asks for one task; `step` names it within its workflow. */
  readonly ask: (step: string, input: I) => Asking<A, E>
  /** Asks, and hands over what the agent yields meanwhile, each element once and in order. */
  readonly askFollowing: <R2>(
    step: string,
    input: I,
    onEmission: (emission: Emission) => Effect.Effect<void, never, R2>
  ) => Asking<A, E, R2>
}

export type Asking<A, E, R = never> = Effect.Effect<
  A,
  E | TaskFailure,
  Sharding.Sharding | Ledger | WorkflowRun | R
>

/**
 * Declares an agent: a supervised actor that does one kind of task.
 *
 * `behaviour` runs once per activation and returns the turn, so that state lives in its closure and
 * dies with the activation. The services that both need are the agent's permissions and surface as
 * requirements of its layer. A task is one persisted message whose key is (workflow, step): asked
 * again after a crash, it is answered from storage.
 */
export const make =
  <const Name extends string, I, IE, A, AE, E extends Failure, EE>(
    definition: Definition<Name, I, IE, A, AE, E, EE>
  ) =>
  <R, RX>(
    behaviour: Effect.Effect<(input: I, turn: Turn) => Effect.Effect<A, E, R>, never, RX>
  ): Agent<
    Name,
    I,
    A,
    E,
    | R
    | Exclude<RX, Scope.Scope | Entity.CurrentAddress | Entity.CurrentRunnerAddress>
    | Ledger
    | Sharding.Sharding
  > => {
    const entity = Entity.make(`Agent/${definition.name}`, [Perform, Follow])
    const wire = {
      input: Schema.toCodecJson(definition.input),
      success: Schema.toCodecJson(definition.success),
      error: Schema.toCodecJson(definition.error)
    }
    const deadline = Duration.fromInputUnsafe(definition.supervision.deadline)
    /** Crashes by task: outlives the activation, which a crash ends. */
    const crashes = new Map<string, number>()

    const handlers = Effect.gen(function* () {
      const turn = yield* behaviour
      const ledger = yield* Ledger
      const running = new Map<string, Emissions.Emissions>()
      const performing = new Set<string>()

      const emissionsOf = Effect.fnUntraced(function* (task: string) {
        const known = running.get(task)
        if (known !== undefined) return known
        const made = yield* Emissions.make
        running.set(task, made)
        return made
      })

      const perform = Effect.fnUntraced(function* (task: Task) {
        const attempts = yield* Ref.make(0)
        performing.add(task.id)
        const emissions = yield* emissionsOf(task.id)
        yield* ledger.record(taskEntry(task, "IN_PROGRESS", { retries: 0 }))

        // What does not fit the schemas is a crash like any other, and counted.
        const attempt = Effect.gen(function* () {
          yield* Ref.update(attempts, (n) => n + 1)
          const input = yield* Effect.orDie(Schema.decodeEffect(wire.input)(task.input))
          const emit = yield* emissions.attempt
          const success = yield* turn(input, { task, emit })
          return yield* Effect.orDie(Schema.encodeEffect(wire.success)(success))
        })
        const retries = Effect.map(Ref.get(attempts), (n) => Math.max(0, n - 1))
        const supervised = retryTransient(attempt, definition.supervision).pipe(
          Effect.timeoutOrElse({
            duration: deadline,
            orElse: () => Effect.fail(tooLate(definition.name, task.id, deadline))
          }),
          Effect.catchDefect((defect) => {
            const crash = (crashes.get(task.id) ?? 0) + 1
            crashes.set(task.id, crash)
            return crash <= definition.supervision.restarts
              ? Effect.die(defect)
              : Effect.fail(
                  new AgentCrashed({
                    agent: definition.name,
                    task: task.id,
                    crash: String(defect).slice(0, 500)
                  })
                )
          })
        )

        return yield* supervised.pipe(
          Effect.tap((output) =>
            Effect.flatMap(retries, (count) =>
              ledger.record(
                taskEntry(task, "COMPLETED", { retries: count, output: summary(output) })
              )
            )
          ),
          Effect.catch((failure) =>
            Effect.gen(function* () {
              const reason = isTaskFailure(failure)
                ? failure
                : new Refused({
                    error: yield* Effect.orDie(Schema.encodeEffect(wire.error)(failure))
                  })
              const error = yield* Effect.orDie(encodeReason(reason))
              const count = yield* retries
              yield* ledger.record(taskEntry(task, "FAILED", { retries: count, error }))
              return yield* reason
            })
          ),
          Effect.onExit((exit) =>
            Exit.hasDies(exit)
              ? Effect.void
              : Effect.sync(() => {
                  running.delete(task.id)
                  performing.delete(task.id)
                  crashes.delete(task.id)
                }).pipe(Effect.andThen(emissions.end))
          )
        )
      })

      return entity.of({
        Perform: ({ payload }) => perform(payload.task),
        Follow: ({ payload }) =>
          Effect.addFinalizer(() =>
            Effect.sync(() => {
              if (!performing.has(payload.task)) running.delete(payload.task)
            })
          ).pipe(
            Effect.andThen(emissionsOf(payload.task)),
            Effect.flatMap((emissions) => emissions.follow)
          )
      })
    })

    const send = Effect.fnUntraced(function* (step: string, input: I) {
      const run = yield* WorkflowRun
      const ledger = yield* Ledger
      const task = new Task({
        id: `${run.workflowId}/${step}`,
        workflowId: run.workflowId,
        agent: definition.name,
        version: definition.version,
        order: yield* run.nextOrder,
        correlationId: run.workflowId,
        priority: run.priority,
        input: yield* Effect.orDie(Schema.encodeEffect(wire.input)(input))
      })
      yield* ledger.record(
        taskEntry(task, "DISPATCHED", { retries: 0, input: summary(task.input) })
      )
      const client = (yield* entity.client)(run.place)

      const answer = rideOut(client.Perform({ task })).pipe(
        Effect.timeoutOrElse({
          // The agent keeps its own deadline; this one covers an agent that no node can reach.
          duration: Duration.sum(deadline, reach),
          orElse: () => Effect.fail(tooLate(definition.name, task.id, deadline))
        }),
        // Told again by who asked: the agent's node may have died with what it told.
        Effect.tap((output) =>
          ledger.record(taskEntry(task, "COMPLETED", { retries: 0, output: summary(output) }))
        ),
        Effect.tapError((reason) =>
          Effect.flatMap(Effect.orDie(encodeReason(reason)), (error) =>
            ledger.record(taskEntry(task, "FAILED", { retries: 0, error }))
          )
        ),
        Effect.catchTag("Refused", (refused) =>
          Effect.flatMap(Effect.orDie(Schema.decodeEffect(wire.error)(refused.error)), Effect.fail)
        ),
        Effect.flatMap((output) => Effect.orDie(Schema.decodeEffect(wire.success)(output)))
      )
      return { task, client, answer }
    })

    return {
      name: definition.name,
      version: definition.version,
      description: definition.description,
      layer: entity.toLayer(handlers, {
        concurrency: "unbounded",
        maxIdleTime: "1 minute",
        defectRetryPolicy: restartPauses
      }),
      ask: (step, input) => Effect.flatMap(send(step, input), ({ answer }) => answer),
      askFollowing: (step, input, onEmission) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { answer, client, task } = yield* send(step, input)
            const next = yield* Ref.make(0)
            const following = yield* client.Follow({ task: task.id }).pipe(
              Stream.runForEach((emission) =>
                Effect.flatMap(
                  Ref.modify(next, (n) => (emission.sequence === n ? [true, n + 1] : [false, n])),
                  (fresh) => (fresh ? onEmission(emission) : Effect.void)
                )
              ),
              Effect.retry(Schedule.spaced("250 millis")),
              Effect.ignoreCause,
              Effect.forkScoped({ startImmediately: true })
            )
            const success = yield* answer
            // What was yielded is on its way; an answer from storage yielded nothing.
            if ((yield* Ref.get(next)) > 0) {
              yield* Effect.timeoutOption(Fiber.await(following), "2 seconds")
            }
            return success
          })
        )
    }
  }

const Perform = Rpc.make("Perform", {
  payload: { task: Task },
  success: Schema.Json,
  error: Schema.Union([Refused, TaskFailure]),
  primaryKey: ({ task }) => task.id
})
  .annotate(ClusterSchema.Persisted, true)
  // Who stops waiting does not stop the task: a stored interruption would be its answer for ever.
  .annotate(ClusterSchema.Uninterruptible, "client")

const Follow = Rpc.make("Follow", {
  payload: { task: Schema.String },
  success: Emission,
  stream: true
})

const isTaskFailure = Schema.is(TaskFailure)
const encodeReason = Schema.encodeEffect(
  Schema.toCodecJson(Schema.Union([Refused, DeadlineExceeded, AgentCrashed]))
)

/** Time beyond its deadline in which an agent must be reached: more than a takeover takes. */
const reach = Duration.seconds(15)

const tooLate = (agent: string, task: string, deadline: Duration.Duration) =>
  new DeadlineExceeded({ agent, task, millis: Duration.toMillis(deadline) })

const retryTransient = <A, E extends Failure, R>(
  attempt: Effect.Effect<A, E, R>,
  { retry }: Supervision<E["_tag"]>
): Effect.Effect<A, E, R> =>
  retry === undefined
    ? attempt
    : Effect.retry(attempt, {
        while: (error) => retry.on.some((tag) => tag === error._tag),
        schedule: pauses(retry)
      })
