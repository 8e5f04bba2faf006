import { Clock, Duration, Effect, Option, Queue, Ref, Scope, Stream } from "effect"
import { Entity } from "effect/cluster"
import * as Actor from "./Actor.ts"
import { Cancellations } from "./Cancellations.ts"
import { DeadLetters } from "./DeadLetters.ts"
import { Decision, Decisions } from "./Decision.ts"
import { Dispatcher } from "./Dispatcher.ts"
import * as Emissions from "./Emissions.ts"
import { Ledger, taskEntry } from "./Ledger.ts"
import { keyOf, LocalAgents, type Served } from "./LocalAgents.ts"
import { encodeReason, perform, remaining, type Stage, Word } from "./Performance.ts"
import { protocolOf, Replayed } from "./PlaceProtocol.ts"
import { restartPauses } from "./Supervision.ts"
import { Cancelled, NoSuchAgent, Task } from "./Task.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

interface Performing {
  readonly emissions: Emissions.Emissions
  readonly words: Queue.Queue<Word>
}

/**
 * Serves, on this node, the agents of a role: one entity for each place, in which each agent is an
 * actor of its own, supervised one for one. Which agent does a task is told by the task, so that a
 * task that is asked again is answered from storage, whatever would be chosen for it now.
 */
export const layer = (role: string) =>
  protocolOf(role).toLayer(
    Effect.gen(function* () {
      const local = yield* LocalAgents
      const cancellations = yield* Cancellations
      const dispatcher = yield* Dispatcher
      const decisions = yield* Decisions
      const ledger = yield* Ledger
      const letters = yield* DeadLetters
      const scope = yield* Scope.Scope
      const { entityId: place } = yield* Entity.CurrentAddress
      const actors = new Map<string, Actor.Actor>()
      const emitting = new Map<string, Emissions.Emissions>()
      const performing = yield* Ref.make<ReadonlyMap<string, Performing>>(new Map())

      const actorOf = Effect.fnUntraced(function* (served: Served) {
        const key = keyOf(served.card)
        const known = actors.get(key)
        if (known !== undefined) return known
        const made = yield* Actor.make(served).pipe(Effect.provideService(Scope.Scope, scope))
        actors.set(key, made)
        return made
      })

      const emissionsOf = Effect.fnUntraced(function* (task: string) {
        const known = emitting.get(task)
        if (known !== undefined) return known
        const made = yield* Emissions.make
        emitting.set(task, made)
        return made
      })

      const enter = Effect.fnUntraced(function* (task: Task) {
        const entered: Performing = {
          emissions: yield* emissionsOf(task.id),
          words: yield* Queue.make<Word>({ capacity: 1, strategy: "sliding" })
        }
        yield* Ref.update(performing, (known) => new Map(known).set(task.id, entered))
        return entered
      })

      const leave = Effect.fnUntraced(function* (task: Task, { emissions }: Performing) {
        yield* Ref.update(
          performing,
          (known) => new Map([...known].filter(([id]) => id !== task.id))
        )
        emitting.delete(task.id)
        yield* emissions.end
      })

      const withdrawn = Effect.fnUntraced(function* (
        task: Task,
        reason: string,
        run: WorkflowRun["Service"]
      ) {
        yield* dispatcher.cancelAll(run, reason)
        const cancelled = new Cancelled({ task: task.id, reason })
        const { at, decision } = yield* decisions.tell(
          task,
          Decision.cases.Cancelled.make({ reason })
        )
        yield* ledger.record(
          taskEntry(task, "FAILED", {
            retries: 0,
            error: yield* encodeReason(cancelled),
            decisions: [{ at, ...decision }]
          })
        )
        return yield* cancelled
      })

      const performOn = Effect.fnUntraced(function* (task: Task) {
        const served = yield* local.find(task.agent, task.version)
        if (Option.isNone(served)) {
          return yield* new NoSuchAgent({
            agent: task.agent,
            version: task.version,
            task: task.id
          })
        }
        const actor = yield* actorOf(served.value)
        const time = yield* remaining(served.value, task)
        const run = yield* WorkflowRun.make({
          workflowId: task.workflowId,
          place,
          priority: task.priority,
          tenant: task.tenant,
          name: task.id,
          deadline: (yield* Clock.currentTimeMillis) + Duration.toMillis(time)
        })
        return yield* Effect.acquireUseRelease(
          enter(task),
          ({ emissions, words }) => {
            const stage: Stage = { place, actor, emissions, run, words }
            return cancellations.run(task.id, perform(served.value, task, stage), (reason) =>
              withdrawn(task, reason, run)
            )
          },
          (entered) => leave(task, entered)
        )
      })

      return {
        Perform: ({ payload }) => performOn(payload.task),
        Follow: ({ payload }) =>
          Effect.addFinalizer(() =>
            Effect.map(Ref.get(performing), (now) => {
              if (!now.has(payload.task)) emitting.delete(payload.task)
            })
          ).pipe(
            Effect.andThen(emissionsOf(payload.task)),
            Effect.flatMap((emissions) => emissions.follow),
            // What waits would else be one frame, and a frame above 16 MiB breaks the connection.
            Effect.map((queue) => Stream.rechunk(Stream.fromQueue(queue), 1)),
            Stream.unwrap
          ),
        Cancel: ({ payload }) => cancellations.cancel(payload.id, payload.reason),
        Replay: Effect.fnUntraced(function* ({ payload: { task } }) {
          const held = (yield* Ref.get(performing)).get(task.id)
          if (held === undefined) {
            const fresh = new Task({ ...task, deadline: Number.MAX_SAFE_INTEGER })
            const output = yield* performOn(fresh)
            yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
            return Replayed.cases.Done.make({ output })
          }
          yield* Queue.offer(held.words, Word.Replay())
          return Replayed.cases.Told.make({})
        }),
        Discard: Effect.fnUntraced(function* ({ payload: { id, reason } }) {
          const held = (yield* Ref.get(performing)).get(id)
          if (held !== undefined) yield* Queue.offer(held.words, Word.Discard({ reason }))
          yield* Effect.ignore(letters.settle(id, { status: "DISCARDED", reason }))
        })
      }
    }),
    {
      concurrency: "unbounded",
      maxIdleTime: "1 minute",
      defectRetryPolicy: restartPauses
    }
  )
