import * as Agent from "@aethercast/cluster/Agent"
import { Clip } from "@aethercast/domain/Clip"
import { Effect, Option, Schema, Stream } from "effect"
import { clipIdOf, Clips } from "../store/Clips.ts"
import {
  speechDependency,
  SpeechFailed,
  SpeechSynthesizer,
  Utterance,
  TextNotSpeakable
} from "../voice/SpeechSynthesizer.ts"

/** Speaks one line: emits its frames as they are made, and answers with the stored clip. */
export const VoiceForge = Agent.make({
  name: "VoiceForge",
  version: 1,
  description: "Speaks the lines of a script",
  input: Utterance,
  success: Clip,
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

    return Effect.fn("VoiceForge.turn")(function* (line, { emit }) {
      const id = clipIdOf({ ...line, settings: synthesizer.settings })
      const stored = yield* clips.find(id)
      if (Option.isSome(stored)) return stored.value
      const chunks = yield* synthesizer.speak(line).pipe(Stream.tap(emit), Stream.runCollect)
      return yield* clips.save(id, Buffer.concat(chunks))
    })
  })
)
