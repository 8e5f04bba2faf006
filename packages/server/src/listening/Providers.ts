import { CoverPainter } from "@aethercast/agents/images/CoverPainter"
import { Library } from "@aethercast/agents/sources/Library"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { ScriptWriter } from "@aethercast/agents/writing/ScriptWriter"
import { type Advice, Provider } from "@aethercast/domain/Provider"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { LocalModels } from "../local/LocalModels.ts"
import { LocalOllama } from "../LocalOllama.ts"
import * as ProviderAdvice from "./ProviderAdvice.ts"

/** The implementations that this server runs with, for the page's footer and the terminal. */
export class Providers extends Context.Service<
  Providers,
  { readonly all: Effect.Effect<ReadonlyArray<Provider>> }
>()("@aethercast/server/listening/Providers") {
  static readonly layer = Layer.effect(
    Providers,
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const voice = yield* SpeechSynthesizer
      const covers = yield* CoverPainter
      const sql = yield* SqlClient.SqlClient
      const library = yield* Library
      const { engines } = yield* SearchProvider
      const { running } = yield* LocalOllama
      const local = yield* LocalModels
      const named = yield* Effect.all({ writer: local.writer, voice: local.voice })
      const { version } = yield* SqlSchema.findOne({
        Request: Schema.Void,
        Result: Schema.Struct({ version: Schema.String }),
        execute: () => sql`SELECT split_part(current_setting('server_version'), ' ', 1) AS version`
      })(undefined).pipe(Effect.orDie)
      return Providers.of({
        all: Effect.map(library.entries, (topics) => [
          provider(
            "writer",
            writer.description,
            writer.standIns === undefined
              ? ProviderAdvice.forWriter(running, named.writer)
              : undefined
          ),
          provider(
            "voice",
            voice.description,
            voice.standIn === undefined ? ProviderAdvice.forVoice(running, named.voice) : undefined
          ),
          provider(
            "covers",
            covers.description,
            covers.standIn === undefined ? ProviderAdvice.forCovers : undefined
          ),
          provider(
            "sources",
            [
              `library, ${topics.length} topics in ${topics.reduce((n, topic) => n + topic.documents.length, 0)} documents`,
              ...engines
            ].join("; ")
          ),
          provider("database", `PostgreSQL ${version}`)
        ])
      })
    })
  )
}

const provider = (kind: Provider["kind"], description: string, advice?: Advice) =>
  new Provider({ kind, description, ...(advice === undefined ? {} : { advice }) })
