import { NodeServices } from "@effect/platform-node"
import {
  Config,
  Context,
  Effect,
  FileSystem,
  Layer,
  ManagedRuntime,
  Option,
  Path,
  Redacted
} from "effect"
import type { TestProject } from "vitest/node"
import { EmbeddedPostgres } from "../../src/postgres/EmbeddedPostgres.ts"

/** The Postgres of `AETHERCAST_TEST_DATABASE_URL` if that is set, else one in a temporary folder. */
class GlobalPostgres extends Context.Service<GlobalPostgres, { readonly url: Redacted.Redacted }>()(
  "@aethercast/cluster/test/GlobalPostgres"
) {
  static readonly layer = Layer.effect(
    GlobalPostgres,
    Effect.gen(function* () {
      const given = yield* Config.option(Config.Redacted("AETHERCAST_TEST_DATABASE_URL"))
      if (Option.isSome(given)) return { url: given.value }
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
      return Context.get(
        yield* Layer.build(EmbeddedPostgres.layer({ folder, mayCreateDatabases: true })),
        EmbeddedPostgres
      )
    })
  ).pipe(Layer.provide(NodeServices.layer))
}

/** Vitest's global setup of the integration tests. */
export default async ({ provide }: TestProject) => {
  const runtime = ManagedRuntime.make(GlobalPostgres.layer)
  const { url } = await runtime.runPromise(GlobalPostgres)
  provide("postgres", Redacted.value(url))
  return () => runtime.dispose()
}
