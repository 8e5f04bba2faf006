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
import * as Account from "../src/postgres/Account.ts"
import * as Cluster from "../src/postgres/Cluster.ts"
import * as Postmaster from "../src/postgres/Postmaster.ts"
import * as Programs from "../src/postgres/Programs.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** Address of a Postgres for this run of the tests, by a user who may make databases. */
    readonly postgres: string
  }
}

/** The Postgres of a run of the tests: that of `AETHERCAST_TEST_DATABASE_URL`, else one of its own in a temporary folder. */
class GlobalPostgres extends Context.Service<GlobalPostgres, { readonly url: Redacted.Redacted }>()(
  "@aethercast/server/test/GlobalPostgres"
) {
  static readonly layer = Layer.effect(
    GlobalPostgres,
    Effect.gen(function* () {
      const given = yield* Config.option(Config.Redacted("AETHERCAST_TEST_DATABASE_URL"))
      if (Option.isSome(given)) return { url: given.value }
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
      const programs = yield* Programs.installed
      const account = yield* Account.forCluster(folder, programs.initdb)
      const cluster = { account, folder, programs }
      yield* Cluster.create(cluster)
      return yield* Postmaster.run(cluster)
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
