import { join } from "node:path"
import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import type { Identity } from "@aethercast/cluster/Identity"
import * as Tls from "@aethercast/cluster/Tls"
import { Effect, type FileSystem, type Path, Redacted } from "effect"
import * as DataFolder from "./DataFolder.ts"
import type { Settings } from "./Settings.ts"
import { BadUsage } from "./Usage.ts"

/**
 * The identity of this process among the nodes. `host` is where they reach it; a client has none. Fails
 * with `BadUsage` when a file cannot be used.
 */
export const load = Effect.fn("ClusterIdentity.load")(
  (settings: Source, host?: string) => fromSource(settings, host),
  (effect) => Effect.mapError(effect, ({ message }) => new BadUsage({ problem: message }))
)

type Source = Pick<Settings, "role" | "data" | "identity">

const fromSource = (
  settings: Source,
  host: string | undefined
): Effect.Effect<Identity, { readonly message: string }, FileSystem.FileSystem | Path.Path> => {
  const { identity } = settings
  switch (identity._tag) {
    case "Tls":
      return Tls.read(identity, host)
    case "SecretFile":
      return ClusterSecret.read(identity.path)
    case "Secret":
      return ClusterSecret.parse(Redacted.value(identity.text), "in AETHERCAST_CLUSTER_SECRET")
    case "DataFolder":
      return inDataFolder(settings)
  }
}

const inDataFolder = Effect.fnUntraced(function* ({ data, role }: Pick<Settings, "role" | "data">) {
  const path = join(data, "cluster.secret")
  if (role === "server") {
    yield* DataFolder.prepare(data)
    return yield* ClusterSecret.readOrCreate(path)
  }
  return yield* Effect.mapError(ClusterSecret.read(path), ({ message }) => ({
    message: `${message} Name the data folder of a server with --data DIR, or give its secret with --cluster-secret-file FILE or AETHERCAST_CLUSTER_SECRET.`
  }))
})
