import { createServer } from "node:net"
import product from "@aethercast/agents/migrations/0001_product"
import { Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { Materials } from "@aethercast/agents/store/Materials"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { Surfaces } from "@aethercast/agents/store/Surfaces"
import * as Cluster from "@aethercast/cluster/Cluster"
import * as Database from "@aethercast/cluster/Database"
import { Effect, Layer, type Redacted } from "effect"
import * as TestDatabase from "../../cluster/test/TestDatabase.ts"

const migrations = { "0001_product": product }

const StoresLayer = Layer.mergeAll(
  Blobs.layer,
  Clips.layer,
  Episodes.layer,
  Materials.layer,
  Snippets.layer,
  Surfaces.layer
)

const freePort = Effect.callback<number>((resume) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const address = probe.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    probe.close(() => resume(Effect.succeed(port)))
  })
})

/** The stores and one node of a cluster, on a database of its own. */
export const layer = Layer.provideMerge(
  Layer.mergeAll(
    StoresLayer,
    Layer.unwrap(Effect.map(freePort, (port) => Cluster.layer({ host: "127.0.0.1", port })))
  ),
  TestDatabase.layer(migrations)
)

/** The same on a database that is there already, as after a restart. */
export const layerOn = (url: Redacted.Redacted) =>
  Layer.provideMerge(
    Layer.mergeAll(
      StoresLayer,
      Layer.unwrap(Effect.map(freePort, (port) => Cluster.layer({ host: "127.0.0.1", port })))
    ),
    Layer.orDie(Database.layer({ url, migrations }))
  )
