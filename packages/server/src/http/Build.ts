import { fileURLToPath } from "node:url"
import { Context, Effect, FileSystem, Layer, Schema } from "effect"

/** The folder of the built web client. */
export const webRoot = fileURLToPath(new URL("../../../web/dist", import.meta.url))

/** The build of the web client that this server serves. A page of another build reloads itself. */
export class Build extends Context.Service<Build, { readonly id: string }>()(
  "@aethercast/server/http/Build"
) {
  static readonly layer = Layer.effect(
    Build,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { id } = yield* fs.readFileString(`${webRoot}/build.json`).pipe(
        Effect.flatMap(Schema.decodeEffect(Schema.fromJsonString(Manifest))),
        Effect.orElseSucceed(() => ({ id: "unbuilt" }))
      )
      return Build.of({ id })
    })
  )
}

const Manifest = Schema.Struct({ id: Schema.NonEmptyString })
