import * as Agent from "@aethercast/cluster/Agent"
import { Clip } from "@aethercast/domain/Clip"
import { Effect, Option, Schema, Stream } from "effect"
import { clipIdOf, Clips } from "../store/Clips.ts"
import { nearest } from "../voice/Casting.ts"
import {
  speechDependency,
  SpeechFailed,
  SpeechSynthesizer,
  Utterance,
  TextNotSpeakable
} from "../voice/SpeechSynthesizer.ts"

/** A spoken line: its clip, and the id of the voice that spoke it. */
class Speech extends Schema.Class<Speech>("aethercast/Speech")({
  clip: Clip,
  voice: Schema.String
}) {}

/**
 * Speaks one line: emits its frames as they are made, and answers with the stored clip. When the voice
 * that was cast is not available, the nearest one speaks.
 */
export const VoiceForge = Agent.make({
  name: "VoiceForge",
  version: 1,
  description: "Speaks the lines of a script",
  input: Utterance,
  success: Speech,
  error: Schema.Union([SpeechFailed, TextNotSpeakable]),
  supervision: {
    deadline: "30 seconds",
    circuits: [{ dependency: speechDependency, on: ["SpeechFailed"] }],
    restarts: { times: 3, within: "1 minute" },
    retry: { on: ["SpeechFailed"], times: 3, base: "50 millis", cap: "1 second" }
  }
})(
  Effect.gen(function* () {
    const synthesizer = yield* SpeechSynthesizer
    const clips = yield* Clips

    return Effect.fn("VoiceForge.turn")(function* (line, { emit, task }) {
      const voice = yield* Effect.fromOption(
        nearest(line.voice, synthesizer.voices, line.language)
      ).pipe(Effect.mapError(() => new TextNotSpeakable({ text: line.text })))
      const spoken = new Utterance({ ...line, voice })
      const id = clipIdOf(spoken, synthesizer.settings)
      const stored = yield* clips.find(id, task.workflowId)
      if (Option.isSome(stored)) return new Speech({ clip: stored.value, voice: voice.id })
      const chunks = yield* synthesizer.speak(spoken).pipe(Stream.tap(emit), Stream.runCollect)
      const clip = yield* clips.save(id, Buffer.concat(chunks), task.workflowId)
      return new Speech({ clip, voice: voice.id })
    })
  })
)
