import { Clock, Duration, Effect, Option, Queue, Scope, Stream } from "effect"
import { Entity } from "effect/cluster"
import * as Actor from "./AgentActor.ts"
import { Cancellations } from "../Cancellations.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import { Decision, Decisions } from "../../supervision/SupervisionEvents.ts"
import { Dispatcher } from "../TaskDispatcher.ts"
import * as Emissions from "./TaskOutputBuffer.ts"
import { Ledger, taskEntry } from "../../ledger/Ledger.ts"
import { keyOf, LocalAgents, type Served } from "../LocalAgents.ts"
import { encodeReason, perform, remaining, type Stage, Word } from "./TaskRunner.ts"
import { protocolOf, Replayed } from "./AgentProtocol.ts"
import { restartPauses } from "../../supervision/Supervision.ts"
import { Cancelled, NoSuchAgent, Task } from "../Task.ts"
import { WorkflowRun } from "../../workflow/WorkflowRun.ts"

/** A place while it is in memory. There may be very many of them: it holds no more than it must. */
interface Place {
  readonly id: string
  readonly scope: Scope.Scope
  readonly actors: Map<string, Actor.Actor>
  /** By task: what it yields, and it may be followed before it begins. */
  readonly emitting: Map<string, Emissions.Emissions>
  /** By task, while it is done: what an operator says to it. */
  readonly performing: Map<string, Queue.Queue<Word>>
}

/**
 * Serves, on this node, the agents of a role: one entity for each place, in which each agent is an
 * actor of its own, supervised one for one. Which agent does a task is told by the task, so that a
 * task that is asked again is answered from storage, whatever would be chosen for it now.
 */
export const layer = (role: string) =>
  protocolOf(role).toLayer(
    Effect.gen(function* () {
      const { entityId } = yield* Entity.CurrentAddress
      const place: Place = {
        id: entityId,
        scope: yield* Scope.Scope,
        actors: new Map(),
        emitting: new Map(),
        performing: new Map()
      }
      return {
        Perform: ({ payload }) => performOn(place, payload.task),
        Follow: ({ payload }) => Stream.unwrap(follow(place, payload.task)),
        Cancel: ({ payload }) =>
          Cancellations.use((cancellations) => cancellations.cancel(payload.id, payload.reason)),
        Replay: ({ payload }) => replay(place, payload.task),
        Discard: ({ payload }) => discard(place, payload.id, payload.reason)
      }
    }),
    {
      concurrency: "unbounded",
      maxIdleTime: "1 minute",
      defectRetryPolicy: restartPauses
    }
  )

const performOn = Effect.fnUntraced(function* (place: Place, task: Task) {
  const local = yield* LocalAgents
  const cancellations = yield* Cancellations
  const served = yield* local.find(task.agent, task.version)
  if (Option.isNone(served)) {
    return yield* new NoSuchAgent({ agent: task.agent, version: task.version, task: task.id })
  }
  const actor = yield* actorOf(place, served.value)
  const time = yield* remaining(served.value, task)
  const run = yield* WorkflowRun.make({
    workflowId: task.workflowId,
    place: place.id,
    priority: task.priority,
    tenant: task.tenant,
    name: task.id,
    deadline: (yield* Clock.currentTimeMillis) + Duration.toMillis(time)
  })
  return yield* Effect.acquireUseRelease(
    enter(place, task),
    ({ emissions, words }) => {
      const stage: Stage = { place: place.id, actor, emissions, run, words }
      return cancellations.run(task.id, perform(served.value, task, stage), (reason) =>
        withdrawn(task, reason, run)
      )
    },
    ({ emissions }) => leave(place, task, emissions)
  )
})

const actorOf = Effect.fnUntraced(function* (place: Place, served: Served) {
  const key = keyOf(served.card)
  const known = place.actors.get(key)
  if (known !== undefined) return known
  const made = yield* Effect.provideService(Actor.make(served), Scope.Scope, place.scope)
  place.actors.set(key, made)
  return made
})

const emissionsOf = Effect.fnUntraced(function* (place: Place, task: string) {
  const known = place.emitting.get(task)
  if (known !== undefined) return known
  const made = yield* Emissions.make
  place.emitting.set(task, made)
  return made
})

const enter = Effect.fnUntraced(function* (place: Place, task: Task) {
  const emissions = yield* emissionsOf(place, task.id)
  const words = yield* Queue.make<Word>({ capacity: 1, strategy: "sliding" })
  place.performing.set(task.id, words)
  return { emissions, words }
})

const leave = (place: Place, task: Task, emissions: Emissions.Emissions) =>
  Effect.suspend(() => {
    place.performing.delete(task.id)
    place.emitting.delete(task.id)
    return emissions.end
  })

/** A task that was called off: so is all that it asked for, and the ledger says why. */
const withdrawn = Effect.fnUntraced(function* (
  task: Task,
  reason: string,
  run: WorkflowRun["Service"]
) {
  const dispatcher = yield* Dispatcher
  const decisions = yield* Decisions
  const ledger = yield* Ledger
  yield* dispatcher.cancelAll(run, reason)
  const cancelled = new Cancelled({ task: task.id, reason })
  const { at, decision } = yield* decisions.tell(task, Decision.cases.Cancelled.make({ reason }))
  yield* ledger.record(
    taskEntry(task, "FAILED", {
      retries: 0,
      error: yield* encodeReason(cancelled),
      decisions: [{ at, ...decision }]
    })
  )
  return yield* cancelled
})

const follow = Effect.fnUntraced(function* (place: Place, task: string) {
  const emissions = yield* emissionsOf(place, task)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      const isIdle = !place.performing.has(task) && !emissions.isFollowed()
      if (isIdle && place.emitting.get(task) === emissions) place.emitting.delete(task)
    })
  )
  const queue = yield* emissions.follow
  // What waits would else be one frame, and a frame above 16 MiB breaks the connection.
  return Stream.rechunk(Stream.fromQueue(queue), 1)
})

const replay = Effect.fnUntraced(function* (place: Place, task: Task) {
  const held = place.performing.get(task.id)
  if (held !== undefined) {
    yield* Queue.offer(held, Word.Replay())
    return Replayed.cases.Told.make({})
  }
  const letters = yield* DeadLetters
  const fresh = new Task({ ...task, deadline: Number.MAX_SAFE_INTEGER })
  const output = yield* performOn(place, fresh)
  yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
  return Replayed.cases.Done.make({ output })
})

const discard = Effect.fnUntraced(function* (place: Place, task: string, reason: string) {
  const letters = yield* DeadLetters
  const held = place.performing.get(task)
  if (held !== undefined) yield* Queue.offer(held, Word.Discard({ reason }))
  yield* Effect.ignore(letters.settle(task, { status: "DISCARDED", reason }))
})
