import { NodeServices } from "@effect/platform-node"
import { frameBytes } from "@aethercast/domain/Clip"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Option, Stream } from "effect"
import { cast } from "../../../src/voice/Casting.ts"
import { type SpeechSynthesizer, Utterance } from "../../../src/voice/SpeechSynthesizer.ts"
import * as SherpaSpeech from "../../../src/voice/sherpa/SherpaSpeech.ts"
import { programmeLoudness } from "../Bs1770.ts"
import * as MasteredVoice from "../MasteredVoice.ts"
import { decoded } from "../Sound.ts"
import * as SherpaProcesses from "./SherpaProcesses.ts"
import * as TinySupertonic from "./TinySupertonic.ts"

const voiceIn = Effect.fnUntraced(function* (write: (folder: string) => void) {
  const files = yield* FileSystem.FileSystem
  const model = yield* files.makeTempDirectoryScoped()
  write(model)
  const folder = yield* SherpaProcesses.sherpaFolder
  return yield* MasteredVoice.of(
    SherpaSpeech.make({ folder, kind: "supertonic", model, revision: "tiny" })
  )
}, Effect.provide(NodeServices.layer))

const lineOf = (voice: SpeechSynthesizer["Service"], language: string) =>
  Effect.map(
    Effect.fromOption(cast(voice.voices, language, 2)),
    ({ host }) =>
      new Utterance({
        text: "The moon pulls on the ocean, and the ocean rises twice a day.",
        voice: host,
        language,
        pauseMillis: 0
      })
  )

describe("a local voice", () => {
  it.live("casts a woman and a man in each of its languages", () =>
    Effect.gen(function* () {
      const voice = yield* voiceIn(TinySupertonic.write)
      for (const language of ["en", "de", "vi"]) {
        const { guest, host } = Option.getOrThrow(cast(voice.voices, language, 2))
        assert.sameMembers([host.gender, guest?.gender], ["female", "male"])
      }
      assert.isTrue(Option.isNone(cast(voice.voices, "ja", 2)))
    })
  )

  it.live("is mastered: frames of 48 kHz, as loud as every other voice", () =>
    Effect.gen(function* () {
      const voice = yield* voiceIn(TinySupertonic.write)
      const line = yield* lineOf(voice, "en")
      const frames = Buffer.concat(yield* Stream.runCollect(voice.speak(line)))
      assert.strictEqual(frames.length % frameBytes, 0)
      assert.approximately(programmeLoudness(yield* decoded(frames)), -16, 1)
      const again = Buffer.concat(yield* Stream.runCollect(voice.speak(line)))
      assert.strictEqual(again.length, frames.length)
    })
  )

  it.live("whose model cannot be loaded rejects its lines, so that the stand-in speaks them", () =>
    Effect.gen(function* () {
      const voice = yield* voiceIn(() => {})
      const line = yield* lineOf(voice, "en")
      const failure = yield* Effect.flip(Stream.runDrain(voice.speak(line)))
      assert.strictEqual(failure._tag, "SpeechRejected")
    })
  )
})
