import { Clock, Context, Deferred, Effect, HashMap, Layer, Ref, type Scope } from "effect"
import type { Dependency } from "./Dependency.ts"
import * as FairQueue from "./internal/FairQueue.ts"

/** A task that is to run, and the resources that it takes. */
export interface AdmissionRequest {
  readonly agent: string
  readonly tenant: string
  /** 0 to 9; 9 is admitted first. */
  readonly priority: number
  readonly dependencies: ReadonlyArray<Dependency>
  /** Tasks of the agent that may run on this node at the same time. */
  readonly concurrency?: number | undefined
  /** Of `concurrency`, how many only tasks of priority 9 may use; one is always left to the others. */
  readonly reserved?: number | undefined
}

/**
 * How many tasks may run on one node at the same time; unlimited by default. A task that waits for
 * another one keeps its slot, so the limits must exceed the longest chain of tasks that call each other.
 */
export interface Limits {
  readonly perNode?: number
  readonly perTenant?: number
}

/** The tasks of an agent on this node. */
export interface Load {
  readonly running: number
  readonly waiting: number
}

/**
 * Decides which task of this node runs next: by priority, fairly between tenants, and within the
 * concurrency limits of agents, dependencies, tenants and the node. All limits hold per node; the
 * limit for the whole cluster is the rate of a dependency.
 *
 * The number of waiting tasks is bounded by the mailboxes they come from, their wait by the deadlines.
 */
export class Admission extends Context.Service<
  Admission,
  {
    /**
     * Waits until the task may run, and holds its slots until the scope closes. A task that is
     * interrupted while it waits leaves the queue at once.
     */
    admit(request: AdmissionRequest): Effect.Effect<void, never, Scope.Scope>
    /** By agent; agents without tasks are absent. */
    readonly load: Effect.Effect<ReadonlyMap<string, Load>>
  }
>()("@aethercast/cluster/Admission") {
  static readonly layer = (limits: Limits = {}) =>
    Layer.effect(
      Admission,
      Effect.gen(function* () {
        const queue = yield* Ref.make(FairQueue.empty<Waiter>())
        const arrivals = yield* Ref.make(0)

        const enter = Effect.fnUntraced(function* (request: AdmissionRequest) {
          const waiter: Waiter = {
            id: yield* Ref.updateAndGet(arrivals, (count) => count + 1),
            agent: request.agent,
            tenant: request.tenant,
            priority: request.priority,
            since: yield* Clock.currentTimeMillis,
            claims: claims(request, limits),
            granted: yield* Deferred.make<void>()
          }
          const started = yield* Ref.modify(queue, (before) => FairQueue.enter(before, waiter))
          if (started) yield* Deferred.succeed(waiter.granted, undefined)
          return waiter
        })

        const leave = Effect.fnUntraced(function* (waiter: Waiter) {
          const now = yield* Clock.currentTimeMillis
          const started = yield* Ref.modify(queue, (before) => FairQueue.leave(before, waiter, now))
          yield* Effect.forEach(started, ({ granted }) => Deferred.succeed(granted, undefined), {
            discard: true
          })
        })

        return Admission.of({
          admit: (request) =>
            Effect.uninterruptibleMask((restore) =>
              Effect.gen(function* () {
                const waiter = yield* Effect.acquireRelease(enter(request), leave)
                // The scope of an interrupted task may stay open for long.
                yield* restore(Deferred.await(waiter.granted)).pipe(
                  Effect.onInterrupt(() => leave(waiter))
                )
              })
            ),
          load: Effect.map(Ref.get(queue), load)
        })
      })
    )
}

interface Waiter extends FairQueue.Ticket {
  readonly agent: string
  readonly granted: Deferred.Deferred<void>
}

const highestPriority = 9

const claims = (
  { agent, concurrency, dependencies, priority, reserved = 0, tenant }: AdmissionRequest,
  { perNode, perTenant }: Limits
): ReadonlyArray<FairQueue.Claim> => {
  const all = new Map([
    ["node", perNode],
    [`tenant ${tenant}`, perTenant],
    [`agent ${agent}`, concurrency],
    [
      `agent ${agent}, not urgent`,
      concurrency === undefined || reserved === 0 || priority === highestPriority
        ? undefined
        : Math.max(1, concurrency - reserved)
    ],
    ...dependencies.map(({ concurrency, name }) => [`dependency ${name}`, concurrency] as const)
  ])
  return [...all].flatMap(([resource, limit]) => (limit === undefined ? [] : [{ resource, limit }]))
}

const load = (queue: FairQueue.FairQueue<Waiter>): ReadonlyMap<string, Load> => {
  const loads = new Map<string, Load>()
  const count = (agent: string, running: number, waiting: number) => {
    const known = loads.get(agent) ?? { running: 0, waiting: 0 }
    loads.set(agent, { running: known.running + running, waiting: known.waiting + waiting })
  }
  for (const { agent } of HashMap.values(queue.running)) count(agent, 1, 0)
  for (const lane of HashMap.values(queue.lanes)) {
    for (const { agent } of lane) count(agent, 0, 1)
  }
  return loads
}
