import { Context, Effect, Equal, Layer } from "effect"
import { type ClusterError, type RunnerAddress, RunnerStorage } from "effect/cluster"
import type { Role } from "./Role.ts"

/** Who is in the cluster, as far as the database tells: alive by its health checks. */
export class Membership extends Context.Service<
  Membership,
  {
    /** The roles of this node. */
    readonly own: ReadonlyArray<Role>
    /** Every role that there is work for. */
    readonly known: ReadonlyArray<Role>
    /** Where the other nodes are. */
    readonly others: Effect.Effect<
      ReadonlyArray<RunnerAddress.RunnerAddress>,
      ClusterError.PersistenceError
    >
    /** The roles that some node serves. */
    readonly served: Effect.Effect<ReadonlySet<Role>, ClusterError.PersistenceError>
  }
>()("@aethercast/cluster/Membership") {
  static readonly layer = (options: {
    /** Of this node; who only asks has none. */
    readonly address?: RunnerAddress.RunnerAddress
    readonly own: ReadonlyArray<Role>
    readonly known: ReadonlyArray<Role>
  }) =>
    Layer.effect(
      Membership,
      Effect.map(RunnerStorage.RunnerStorage, (storage) => {
        const alive = Effect.map(storage.getRunners, (runners) =>
          runners.flatMap(([runner, isAlive]) => (isAlive ? [runner] : []))
        )
        return Membership.of({
          own: options.own,
          known: options.known,
          others: Effect.map(alive, (runners) =>
            runners.flatMap(({ address }) =>
              Equal.equals(address, options.address) ? [] : [address]
            )
          ),
          served: Effect.map(alive, (runners) => new Set(runners.flatMap(({ groups }) => groups)))
        })
      })
    )
}
