import * as Agent from "@aethercast/cluster/Agent"
import { Circuits } from "@aethercast/cluster/Circuits"
import { Clip, frameBytes, framesToSeconds } from "@aethercast/domain/Clip"
import { Effect, Layer, Option, Ref, Schema, Stream } from "effect"
import { OverBudget } from "../spending/Budget.ts"
import type { Payer } from "../spending/Payer.ts"
import { Spending } from "../spending/Spending.ts"
import { clipIdOf, Clips } from "../store/Clips.ts"
import { nearest } from "../voice/Casting.ts"
import { inBlocks } from "../voice/FrameBlocks.ts"
import {
  speechDependency,
  SpeechFailed,
  speechProvider,
  SpeechRejected,
  SpeechSynthesizer,
  type Synthesizer,
  Utterance,
  TextNotSpeakable
} from "../voice/SpeechSynthesizer.ts"

/** A spoken line: its clip, and the id of the voice that spoke it. */
class Speech extends Schema.Class<Speech>("aethercast/Speech")({
  clip: Clip,
  voice: Schema.String,
  /** Another voice would have cost more than is left of a budget. */
  isSaving: Schema.optionalKey(Schema.Literal(true))
}) {}

const definition = {
  name: "VoiceForge",
  version: 1,
  description: "Speaks the lines of a script",
  input: Utterance,
  success: Speech,
  error: Schema.Union([SpeechFailed, SpeechRejected, TextNotSpeakable, OverBudget])
} as const

const retry = { on: ["SpeechFailed"], times: 3, base: "50 millis", cap: "1 second" } as const
const restarts = { times: 3, within: "1 minute" } as const
const deadline = "45 seconds"

/** Lines at the same time: a thread speaks four by turns. */
const concurrency = 4

/** Of these, those that only the beginning of an episode may use: its listener hears nothing yet. */
const reserved = 1

/** Finds the clip of a line, or speaks it and stores the clip; emits the frames of `output`. */
const speak = Effect.fnUntraced(function* (
  synthesizer: Synthesizer,
  line: Utterance,
  { emit, task }: Pick<Agent.AgentContext, "emit" | "task">,
  payer: Payer
) {
  const clips = yield* Clips
  const voice = yield* Effect.fromOption(
    nearest(line.voice, synthesizer.voices, line.language)
  ).pipe(Effect.mapError(() => new TextNotSpeakable({ text: line.text })))
  const spoken = new Utterance({ ...line, voice })
  const id = clipIdOf(spoken, synthesizer.settings)
  const stored = yield* clips.find(id, task.workflowId)
  if (Option.isSome(stored)) return new Speech({ clip: stored.value, voice: voice.id })
  const pay = yield* reserve(synthesizer, spoken, payer)
  const emitted = yield* Ref.make(0)
  const clip = yield* synthesizer.speak(spoken).pipe(
    Stream.tap((frames) => Ref.update(emitted, (bytes) => bytes + frames.length)),
    Stream.tap(emit),
    Stream.runCollect,
    Effect.flatMap((chunks) => clips.save(id, Buffer.concat(chunks), task.workflowId)),
    // Providers bill a line that broke off, too. One that is stored is not spoken again.
    Effect.ensuring(Effect.flatMap(Ref.get(emitted), pay))
  )
  return new Speech({ clip, voice: voice.id })
}, Effect.scoped)

/** Reserves the price of a line; it is paid when bytes of it were spoken. */
const reserve = Effect.fnUntraced(function* (
  { cost, description }: Synthesizer,
  line: Utterance,
  payer: Payer
) {
  if (cost === undefined) return () => Effect.void
  const dollars = cost(line)
  const charge = yield* payer.reserve({ kind: "speech", provider: description, dollars })
  return (bytes: number) =>
    bytes === 0 ? Effect.void : charge({ dollars, quantity: framesToSeconds(bytes / frameBytes) })
})

/**
 * Speaks one line: emits its frames as they are made, and answers with the stored clip. When the voice
 * that was cast is not available, the nearest one speaks.
 */
const alone = Agent.make({
  ...definition,
  supervision: {
    deadline,
    concurrency,
    reserved,
    restarts,
    retry,
    circuits: [{ dependency: speechDependency, on: ["SpeechFailed"] }]
  }
})(
  Effect.gen(function* () {
    const synthesizer = yield* SpeechSynthesizer
    const clips = yield* Clips
    const spending = yield* Spending
    return Effect.fn("VoiceForge.turn")((line, context) =>
      Effect.provideService(
        speak(synthesizer, line, context, spending.payer(context)),
        Clips,
        clips
      )
    )
  })
)

/** As `alone`, with a provider outside, and a synthesizer that stands in for it. */
const withStandIn = Agent.make({
  ...definition,
  supervision: {
    deadline,
    restarts,
    retry: { ...retry, times: 1, base: "200 millis" },
    circuits: [
      {
        dependency: speechProvider,
        on: ["SpeechFailed", "SpeechRejected"],
        within: "20 seconds"
      }
    ],
    fallbacks: [
      {
        name: "standIn",
        on: ["SpeechRejected"],
        circuits: [{ dependency: speechDependency, on: ["SpeechFailed"] }]
      },
      {
        name: "saving",
        on: ["OverBudget"],
        circuits: [{ dependency: speechDependency, on: ["SpeechFailed"] }]
      }
    ]
  }
})(
  Effect.gen(function* () {
    const synthesizer = yield* SpeechSynthesizer
    const clips = yield* Clips
    const circuits = yield* Circuits
    const spending = yield* Spending
    const { standIn = synthesizer } = synthesizer

    return Effect.fn("VoiceForge.turn")((line, context) => {
      const speaking = context.fallback === undefined ? synthesizer : standIn
      // An attempt that follows another goes on at the same moment of the line.
      const inStep = { ...speaking, speak: (spoken: Utterance) => inBlocks(speaking.speak(spoken)) }
      return speak(inStep, awaited(line), context, spending.payer(context)).pipe(
        Effect.map((speech) =>
          context.fallback === "saving" ? new Speech({ ...speech, isSaving: true }) : speech
        ),
        Effect.provideService(Clips, clips),
        Effect.tapErrorTag("SpeechFailed", ({ retryAfterMillis }) =>
          retryAfterMillis === undefined
            ? Effect.void
            : circuits.trip(speechProvider, retryAfterMillis)
        )
      )
    })
  })
)

/** A line whose sting lasts until a provider answers, also when another voice stands in for it. */
const awaited = (line: Utterance): Utterance =>
  line.sting === "opening" ? new Utterance({ ...line, sting: "long-opening" }) : line

export const VoiceForge = {
  ...alone,
  layer: Layer.unwrap(
    Effect.map(SpeechSynthesizer, ({ standIn }) =>
      standIn === undefined ? alone.layer : withStandIn.layer
    )
  )
}
