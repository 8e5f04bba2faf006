import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import { Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { defaultCast } from "@aethercast/agents/voice/Casting"
import type { Speaker } from "@aethercast/domain/Script"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { programmeLoudness, truePeakLevel } from "./Bs1770.ts"
import { clip, decoded } from "./Sound.ts"

const script: ReadonlyArray<readonly [Speaker, string]> = [
  ["host", "Welcome to Aethercast. Today: why the sea rises twice a day."],
  ["guest", "We are both computer voices, by the way."],
  [
    "host",
    "Isaac Newton gave the first correct explanation of the tides in his Principia, in 1687."
  ],
  ["guest", "And what did he find?"],
  ["host", "The Moon pulls harder on the near side of the Earth than on the far side!"],
  ["guest", "That sounds simple. Why are there two tides a day, then, and not one?"],
  ["host", "Because the far side is left behind: the water there bulges, too."],
  ["guest", "In the Bay of Fundy the range reaches 16 meters; the bay swings like a bathtub."],
  ["host", "Exactly. And that is where the boats are moored, of course."],
  ["guest", "Thank you for listening."]
]

const tone = (hertz: number, decibels: number) =>
  Float32Array.from(
    { length: 96_000 },
    (_, at) => 10 ** (decibels / 20) * Math.sin((2 * Math.PI * hertz * at) / 48_000)
  )

layer(FliteVoice.layer(), { excludeTestServices: true, timeout: "60 seconds" })(
  "The sound of an episode",
  (it) => {
    it.effect("has -16 LUFS and stays below -1 dBTP by an independent meter", () =>
      Effect.gen(function* () {
        const last = script.length - 1
        const clips = yield* Effect.forEach(script, ([speaker, text], at) =>
          clip(
            new Utterance({
              text,
              voice: defaultCast[speaker] ?? defaultCast.host,
              language: "en",
              pauseMillis: at === last ? 800 : 320,
              ...(at === 0 ? { sting: "opening" } : at === last ? { sting: "closing" } : {})
            })
          )
        )
        const samples = yield* decoded(Buffer.concat(clips))
        assert.approximately(programmeLoudness(samples), -16, 1)
        assert.isAtMost(truePeakLevel(samples), -1)
      })
    )

    it.effect("is measured by a meter that reads the reference tones", () =>
      Effect.sync(() => {
        assert.approximately(programmeLoudness(tone(997, -20)), -23.01, 0.05)
        assert.approximately(truePeakLevel(tone(997, -6)), -6, 0.1)
      })
    )
  }
)
