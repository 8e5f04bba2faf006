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
import { superuserUrl } from "./Superuser.ts"

/** The Postgres of `AETHERCAST_TEST_DATABASE_URL` if that is set, else one in a temporary folder. */
class GlobalPostgres extends Context.Service<
  GlobalPostgres,
  {
    /** For a user who may create databases. */
    readonly admin: Redacted.Redacted
    /** For the ordinary role that owns them. */
    readonly owner: Redacted.Redacted
  }
>()("@aethercast/cluster/test/GlobalPostgres") {
  static readonly layer = Layer.effect(
    GlobalPostgres,
    Effect.gen(function* () {
      const given = yield* Config.option(Config.Redacted("AETHERCAST_TEST_DATABASE_URL"))
      if (Option.isSome(given)) return { admin: given.value, owner: given.value }
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
      const built = yield* Layer.build(EmbeddedPostgres.layer({ folder }))
      const { url: owner } = Context.get(built, EmbeddedPostgres)
      return { admin: yield* superuserUrl(folder, owner), owner }
    })
  ).pipe(Layer.provide(NodeServices.layer))
}

/** Vitest's global setup of the integration tests. */
export default async ({ provide }: TestProject) => {
  const runtime = ManagedRuntime.make(GlobalPostgres.layer)
  const { admin, owner } = await runtime.runPromise(GlobalPostgres)
  provide("postgres", Redacted.value(admin))
  provide("databaseOwner", Redacted.value(owner))
  return () => runtime.dispose()
}
