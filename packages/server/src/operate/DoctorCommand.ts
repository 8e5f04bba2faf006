import type { ImageEndpoint } from "@aethercast/agents/images/ImageEndpoint"
import type { ModelEndpoint } from "@aethercast/agents/models/ModelEndpoint"
import type { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import * as Ollama from "@aethercast/agents/models/Ollama"
import type { SpeechSettings } from "@aethercast/agents/voice/SpeechSettings"
import { Effect, Option } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import type { BucketSettings } from "../BucketSettings.ts"
import * as BucketVariables from "../BucketVariables.ts"
import * as ImageVariables from "../ImageVariables.ts"
import * as DownloadSettings from "../local/DownloadSettings.ts"
import { localModels, suggestedModel } from "../local/LocalModel.ts"
import { localVoices, supertonic } from "../local/LocalVoiceModel.ts"
import * as ModelVariables from "../ModelVariables.ts"
import type { Settings } from "../Settings.ts"
import * as SpeechVariables from "../SpeechVariables.ts"
import * as ValueFlag from "../ValueFlag.ts"
import { probeBucket } from "./BucketProbe.ts"
import { probeLocalVoice } from "./LocalVoiceProbe.ts"
import { probeLocalWriter } from "./LocalWriterProbe.ts"
import { examplesOf, operate } from "./OperatorCommand.ts"
import {
  type ProbeResult,
  probeModel,
  probePainter,
  probeVoice,
  voiceLabels
} from "./ProviderProbe.ts"
import { print, type Report } from "./Report.ts"
import * as TextTable from "./TextTable.ts"

/** What the environment of this command configures, each with the smallest request to it. Needs no server. */
export const doctor = Command.make("doctor", {}, () =>
  Effect.gen(function* () {
    const { json } = yield* operate
    const local = yield* localWriter
    // A model on this machine writes in place of the others.
    const models = Option.isSome(local) ? Option.none() : yield* ModelVariables.read()
    const speaker = yield* localVoice
    // So does a voice on this machine.
    const speech = Option.isSome(speaker) ? Option.none() : yield* SpeechVariables.read(models)
    const images = yield* ImageVariables.read()
    const address = yield* ModelVariables.ollama
    const running = yield* Option.match(address, {
      onNone: () => Effect.succeedNone,
      onSome: Ollama.find
    }).pipe(Effect.provide(FetchHttpClient.layer))
    const report = yield* examine({
      local,
      localVoice: speaker,
      models,
      ollama:
        Option.isSome(models) || Option.isSome(local)
          ? Option.none()
          : Option.flatMap(running, ({ writer }) => writer),
      speech: Option.isSome(speaker)
        ? Option.none()
        : Option.orElse(speech, () => Option.flatMap(running, ({ voice }) => voice)),
      images,
      bucket: yield* BucketVariables.read
    })
    yield* print(report, json)
  })
).pipe(
  Command.withDescription(
    "Say which writers, voices, image models and bucket the environment configures, and try each with the smallest request"
  ),
  Command.withExamples(
    examplesOf({
      description: "",
      examples: [["doctor", "Find out why episodes are written, spoken or drawn by the stand-in"]]
    })
  )
)

/** The model that `AETHERCAST_WRITER` names. */
const localWriter = Effect.gen(function* () {
  const named = yield* ValueFlag.environment("AETHERCAST_WRITER")
  const model = localModels.find(({ name }) => Option.contains(named, name))
  return model === undefined
    ? Option.none()
    : Option.some({ model, downloads: yield* DownloadSettings.read(false) })
})

/** The voice that `AETHERCAST_VOICE` names. */
const localVoice = Effect.gen(function* () {
  const named = yield* ValueFlag.environment("AETHERCAST_VOICE")
  const model = localVoices.find(({ name }) => Option.contains(named, name))
  return model === undefined
    ? Option.none()
    : Option.some({ model, downloads: yield* DownloadSettings.read(false) })
})

export interface Configured {
  readonly local: Settings["localWriter"]
  readonly localVoice: Settings["localVoice"]
  readonly models: Option.Option<ModelSettings>
  /** A model that was found running, and is used because nothing else is configured. */
  readonly ollama: Option.Option<ModelEndpoint>
  readonly speech: Option.Option<SpeechSettings>
  readonly images: Option.Option<ImageEndpoint>
  readonly bucket: Option.Option<BucketSettings>
}

export const examine = Effect.fn("Doctor.examine")(function* ({
  bucket,
  images,
  local,
  localVoice,
  models,
  ollama,
  speech
}: Configured) {
  const endpoints = [
    ...Option.toArray(models).flatMap(({ answer, judge, outline, reserve, script, snippet }) => [
      ["writer", script] as const,
      ...[
        ["outlines", outline] as const,
        ["answers", answer] as const,
        ["teasers", snippet] as const
      ].filter(([, { model }]) => model !== script.model),
      ...Option.toArray(judge).map((endpoint) => ["judge", endpoint] as const),
      ...Option.toArray(reserve).map((endpoint) => ["reserve", endpoint] as const)
    ]),
    ...Option.toArray(ollama).map((endpoint) => ["writer", endpoint] as const)
  ]
  const rows = [
    ...(yield* Effect.forEach(Option.toArray(local), ({ downloads, model }) =>
      Effect.map(
        probeLocalWriter(model, downloads),
        rowOf("writer", "in a process of its own", model.name)
      )
    )),
    ...(yield* Effect.forEach(endpoints, ([part, endpoint]) =>
      Effect.map(probeModel(endpoint), rowOf(part, endpoint.baseUrl, endpoint.model))
    )),
    ...(yield* Effect.forEach(Option.toArray(localVoice), ({ downloads, model }) =>
      Effect.map(
        probeLocalVoice(model, downloads),
        rowOf("voice", "in a process of its own", model.name)
      )
    )),
    ...(yield* Effect.forEach(Option.toArray(speech), (settings) => {
      const { address, model } = voiceLabels(settings)
      return Effect.map(probeVoice(settings), rowOf("voice", address, model))
    })),
    ...(yield* Effect.forEach(Option.toArray(images), (endpoint) =>
      Effect.map(probePainter(endpoint), rowOf("covers", endpoint.baseUrl, endpoint.model))
    )),
    ...(yield* Effect.forEach(Option.toArray(bucket), (settings) =>
      Effect.map(probeBucket(settings), rowOf("blobs", settings.storage.address, settings.name))
    )),
    ...(endpoints.length === 0 && Option.isNone(local) ? [quotes] : []),
    ...(Option.isNone(speech) && Option.isNone(localVoice) ? [flite] : []),
    ...(Option.isNone(images) ? [drawing] : [])
  ]
  const report: Report = {
    json: rows.map((row) => ({ ...row })),
    lines: TextTable.lines(
      [{ head: "PART" }, { head: "ADDRESS" }, { head: "MODEL" }, { head: "FINDING" }],
      rows.map(({ address, finding, model, part }) => [part, address, model, finding])
    ),
    done: rows.every(({ works }) => works)
  }
  return report
})

interface Row extends ProbeResult {
  readonly part: string
  readonly address: string
  readonly model: string
}

const rowOf =
  (part: string, address: string, model: string) =>
  (result: ProbeResult): Row => ({ part, address, model, ...result })

const quotes: Row = {
  part: "writer",
  address: "in process",
  model: "none",
  works: true,
  finding: `quotes its sources; OPENAI_API_KEY, a running Ollama, or npm start -- --writer ${suggestedModel.name} would write in other words`
}

const flite: Row = {
  part: "voice",
  address: "in process",
  model: "flite",
  works: true,
  finding: `speaks plainly; npm start -- --voice ${supertonic.name}, OPENAI_API_KEY or SPEECH_BASE_URL would bring natural voices`
}

const drawing: Row = {
  part: "covers",
  address: "in process",
  model: "none",
  works: true,
  finding: "draws them; OPENAI_IMAGE_MODEL would have a model of OPENAI_API_KEY paint them"
}
