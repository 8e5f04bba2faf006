import { Clock, Context, Deferred, Effect, HashMap, Layer, Ref, type Scope } from "effect"
import type { Dependency } from "./Dependency.ts"
import * as FairQueue from "./internal/FairQueue.ts"

/** A task that wants to run, and what it takes. */
export interface Order {
  readonly agent: string
  readonly tenant: string
  /** 0..9, 9 first. */
  readonly priority: number
  readonly dependencies: ReadonlyArray<Dependency>
  /** Tasks of the agent that may run on this node at the same time. */
  readonly concurrency?: number | undefined
}

/** How busy an agent is on this node. */
export interface Load {
  readonly running: number
  readonly waiting: number
}

/**
 * Decides which task of this node runs next: by priority, in fairness to the tenants, and within the
 * limits of the agents, of what they depend on, of the tenants and of the node. All limits are those
 * of one node; what the cluster as a whole may ask of a dependency is its rate.
 *
 * Who waits is bounded by the mailboxes that the orders come from, and how long by their deadlines.
 */
export class Admission extends Context.Service<
  Admission,
  {
    /**
     * Waits until the order may run, and holds its slots until the scope closes. An interruption
     * while it waits gives its place up at once.
     */
    admit(order: Order): Effect.Effect<void, never, Scope.Scope>
    /** By agent; who neither runs nor waits is not there. */
    readonly load: Effect.Effect<ReadonlyMap<string, Load>>
  }
>()("@aethercast/cluster/Admission") {
  /**
   * Unlimited where nothing is said. A task that waits for another task holds its slots meanwhile:
   * `perNode` and `perTenant` must be larger than the longest chain of tasks that ask each other.
   */
  static readonly layer = (
    options: { readonly perNode?: number; readonly perTenant?: number } = {}
  ) =>
    Layer.effect(
      Admission,
      Effect.gen(function* () {
        const queue = yield* Ref.make(FairQueue.empty<Waiter>())
        const arrivals = yield* Ref.make(0)

        const enter = Effect.fnUntraced(function* (order: Order) {
          const waiter: Waiter = {
            id: yield* Ref.updateAndGet(arrivals, (count) => count + 1),
            agent: order.agent,
            tenant: order.tenant,
            priority: order.priority,
            since: yield* Clock.currentTimeMillis,
            claims: claims(order, options),
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
          admit: (order) =>
            Effect.uninterruptibleMask((restore) =>
              Effect.gen(function* () {
                const waiter = yield* Effect.acquireRelease(enter(order), leave)
                // The scope of who was interrupted may stay open for long.
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

const claims = (
  { agent, concurrency, dependencies, tenant }: Order,
  options: { readonly perNode?: number; readonly perTenant?: number }
): ReadonlyArray<FairQueue.Claim> => {
  const all = new Map([
    ["node", options.perNode],
    [`tenant ${tenant}`, options.perTenant],
    [`agent ${agent}`, concurrency],
    ...dependencies.map(({ concurrency, name }) => [`dependency ${name}`, concurrency] as const)
  ])
  return [...all].flatMap(([on, limit]) => (limit === undefined ? [] : [{ on, limit }]))
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
