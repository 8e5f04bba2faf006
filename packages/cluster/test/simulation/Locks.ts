import { Layer } from "effect"
import { ClusterError, RunnerStorage } from "effect/cluster"
import type { Database } from "./Database.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

interface Lock {
  readonly holder: Process
  readonly at: number
}

/** Nodes, their heartbeats, and the locks of the shards, timed by the clock of the database. */
export class Locks {
  private readonly world: World
  private readonly runners = new Map<string, { runner: string; healthy: boolean; at: number }>()
  private readonly locks = new Map<string, Lock>()
  /** By shard, the process that took it last: it may answer for it. */
  readonly owners = new Map<string, Process>()
  /** Called when another process takes a shard. */
  onTakeover: (shard: string) => void = () => {}
  private machines = 0

  private readonly areNeverLost: boolean

  /** Mutation `areNeverLost`: a process believes that it still has what another one has taken. */
  constructor(world: World, areNeverLost = false) {
    this.world = world
    this.areNeverLost = areNeverLost
  }

  layer(database: Database, process: Process) {
    const statement = <A>(run: () => A) =>
      ClusterError.PersistenceError.refail(database.execute(process, run))
    const isHeld = (shard: string) => {
      const lock = this.locks.get(shard)
      return lock?.holder === process && !this.isExpired(lock)
    }
    const isFree = (shard: string) => {
      const lock = this.locks.get(shard)
      return lock === undefined || this.isExpired(lock)
    }
    const take = (shards: ReadonlyArray<string>) => {
      for (const shard of shards) {
        this.locks.set(shard, { holder: process, at: this.world.now })
        if (this.owners.get(shard) === process) continue
        this.owners.set(shard, process)
        this.onTakeover(shard)
      }
      return [...shards]
    }
    return Layer.succeed(
      RunnerStorage.RunnerStorage,
      RunnerStorage.makeEncoded({
        getRunners: statement(() =>
          [...this.runners.values()]
            .filter(({ at }) => this.world.now - at <= lockMillis)
            .map(({ healthy, runner }) => [runner, healthy] as const)
        ),
        register: (address, runner, healthy) =>
          statement(() => {
            this.runners.set(address, { runner, healthy, at: this.world.now })
            return ++this.machines
          }),
        unregister: (address) =>
          statement(() => {
            this.runners.delete(address)
          }),
        setRunnerHealth: (address, healthy) =>
          statement(() => {
            const known = this.runners.get(address)
            if (known !== undefined) this.runners.set(address, { ...known, healthy })
          }),
        acquire: (_address, shards) =>
          statement(() => take(shards.filter((shard) => isHeld(shard) || isFree(shard)))),
        refresh: (address, shards) =>
          statement(() => {
            const known = this.runners.get(address)
            if (known !== undefined) this.runners.set(address, { ...known, at: this.world.now })
            if (this.areNeverLost) return [...shards]
            return take(shards.filter(isHeld))
          }),
        release: (_address, shard) =>
          statement(() => {
            if (isHeld(shard)) this.locks.delete(shard)
          }),
        releaseAll: () =>
          statement(() => {
            for (const shard of this.locks.keys()) if (isHeld(shard)) this.locks.delete(shard)
          })
      })
    )
  }

  /** A session that is idle for that long ends, and one of a killed process at once. */
  private isExpired({ at, holder }: Lock): boolean {
    return holder.state === "killed" || this.world.now - at > lockMillis
  }
}

/** As in Postgres: see `EngineConfig.node`. */
const lockMillis = 3000
