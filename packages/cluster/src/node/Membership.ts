import { Context, Effect, Equal, Layer } from "effect"
import { type ClusterError, type RunnerAddress, RunnerStorage } from "effect/cluster"
import type { Role } from "./Role.ts"

/** The live nodes of the cluster: those with a recent heartbeat in the database. */
export class Membership extends Context.Service<
  Membership,
  {
    /** The roles of this node. */
    readonly own: ReadonlyArray<Role>
    /** Every role of the cluster, by the configuration of this node. */
    readonly known: ReadonlyArray<Role>
    /** The addresses of the other live nodes. */
    readonly others: Effect.Effect<
      ReadonlyArray<RunnerAddress.RunnerAddress>,
      ClusterError.PersistenceError
    >
    /** The roles that some live node has. */
    readonly served: Effect.Effect<ReadonlySet<Role>, ClusterError.PersistenceError>
  }
>()("@aethercast/cluster/Membership") {
  static readonly layer = (options: {
    /** Of this node; a client has none. */
    readonly address?: RunnerAddress.RunnerAddress
    readonly own: ReadonlyArray<Role>
    readonly known: ReadonlyArray<Role>
  }) =>
    Layer.effect(
      Membership,
      Effect.map(RunnerStorage.RunnerStorage, (storage) => {
        const live = Effect.map(storage.getRunners, (runners) =>
          runners.flatMap(([runner, isAlive]) => (isAlive ? [runner] : []))
        )
        return Membership.of({
          own: options.own,
          known: options.known,
          others: Effect.map(live, (runners) =>
            runners
              .map(({ address }) => address)
              .filter((address) => !Equal.equals(address, options.address))
          ),
          served: Effect.map(live, (runners) => new Set(runners.flatMap(({ groups }) => groups)))
        })
      })
    )
}
