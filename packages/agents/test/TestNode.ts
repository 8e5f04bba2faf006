import { migrations } from "@aethercast/agents/store/Migrations"
import { Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Materials } from "@aethercast/agents/store/Materials"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { Surfaces } from "@aethercast/agents/store/Surfaces"
import { TopicPool } from "@aethercast/agents/store/TopicPool"
import * as Database from "@aethercast/cluster/Database"
import { type RunLimits, RunQueue } from "@aethercast/cluster/RunQueue"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Effect, Layer, type Redacted, References } from "effect"
import { freePort } from "../../cluster/test/harness/FreePort.ts"
import { fresh } from "../../cluster/test/harness/TestDatabase.ts"
import { secret } from "../../cluster/test/harness/TestSecret.ts"

const unlimited: RunLimits = { perCluster: 1000, perNode: 1000, starting: 1000 }

/** One node of a cluster with the stores, on an existing database. */
export const layerOn = (url: Redacted.Redacted, limits: RunLimits = unlimited) =>
  Layer.mergeAll(
    Blobs.layer,
    Clips.layer,
    Episodes.layer,
    ListenerDocuments.layer,
    Materials.layer,
    Snippets.layer,
    Surfaces.layer,
    TopicPool.layer,
    RunQueue.layer(limits).pipe(
      Layer.provideMerge(
        Layer.unwrap(
          Effect.map(freePort, (port) =>
            Runtime.layer({ host: "127.0.0.1", port, identity: secret, roles: ["default", "web"] })
          )
        )
      )
    )
  ).pipe(
    Layer.provideMerge(Layer.orDie(Database.layer({ url, migrations }))),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error"))
  )

/** The same on a new database. */
export const layerWith = (limits: RunLimits) =>
  Layer.unwrap(Effect.map(fresh, (url) => layerOn(url, limits)))

export const layer = layerWith(unlimited)
