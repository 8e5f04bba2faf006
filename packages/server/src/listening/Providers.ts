import { CoverPainter } from "@aethercast/agents/images/CoverPainter"
import { Library } from "@aethercast/agents/sources/Library"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { ScriptWriter } from "@aethercast/agents/writing/ScriptWriter"
import { Provider } from "@aethercast/domain/Provider"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

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
      const { version } = yield* SqlSchema.findOne({
        Request: Schema.Void,
        Result: Schema.Struct({ version: Schema.String }),
        execute: () => sql`SELECT split_part(current_setting('server_version'), ' ', 1) AS version`
      })(undefined).pipe(Effect.orDie)
      return Providers.of({
        all: Effect.map(library.entries, (topics) => [
          provider("writer", writer.description, writer.standIns === undefined ? writerHint : none),
          provider("voice", voice.description, voice.standIn === undefined ? voiceHint : none),
          provider("covers", covers.description),
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

const provider = (kind: Provider["kind"], description: string, hint = none) =>
  new Provider({ kind, description, ...(hint === none ? {} : { hint }) })

const none = ""

const writerHint =
  "With an OPENAI_API_KEY, or an Ollama that runs, the hosts talk about their sources in their own words."

const voiceHint =
  "With an OPENAI_API_KEY, or a speech server at SPEECH_BASE_URL, natural voices read them."
