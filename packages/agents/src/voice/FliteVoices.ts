import type { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { highPass, highShelf, peaking } from "./Biquad.ts"
import { defaultCast, type OfferedVoice } from "./Casting.ts"
import * as Flite from "./Flite.ts"
import type { VoiceSound } from "./Mastering.ts"

interface FliteSettings {
  readonly voice: Voice
  readonly settings: Flite.Voice
  readonly sound: VoiceSound
}

const rate = Flite.sampleRate
const languages: ReadonlyArray<Language> = ["en"]

/**
 * The voices of flite. slt is monotonous and muffled as it comes: twice the intonation (1.4 to 2.5
 * semitones) and a shelf that moves 95 % of its energy from below 610 Hz to below 2,600 Hz help. The
 * clustergen voices rms and awb have intonation enough, and noise above 6 kHz, so that they get little
 * treble. slt-bright is slt, higher, quicker and thinner, so that it is told apart
 * from slt. The gains give -16 LUFS, measured over the decoded clips of an episode.
 */
export const fliteVoices: ReadonlyArray<FliteSettings> = [
  {
    voice: defaultCast.host,
    settings: { name: "slt", stretch: 1.1, intonation: { mean: 182, deviation: 65 } },
    sound: {
      rate,
      equalizer: [highPass(80, rate), peaking(300, -4, 0.8, rate), highShelf(1500, 8, rate)],
      gain: 2.2
    }
  },
  {
    voice: defaultCast.guest,
    settings: { name: "rms", stretch: 1 },
    sound: {
      rate,
      equalizer: [highPass(70, rate), peaking(250, -2, 0.8, rate), highShelf(1500, 3, rate)],
      gain: 7.1
    }
  },
  {
    voice: new Voice({ id: "slt-bright", gender: "female", pace: 178 }),
    settings: { name: "slt", stretch: 1, intonation: { mean: 228, deviation: 60 } },
    sound: {
      rate,
      equalizer: [highPass(110, rate), peaking(300, -5, 0.8, rate), highShelf(1800, 10, rate)],
      gain: 2.2
    }
  },
  {
    voice: new Voice({ id: "awb", gender: "male", pace: 165 }),
    settings: { name: "awb", stretch: 1, intonation: { mean: 127, deviation: 35 } },
    sound: {
      rate,
      equalizer: [highPass(70, rate), peaking(250, -2, 0.8, rate), highShelf(1500, 3, rate)],
      gain: 6.8
    }
  }
]

export const offeredVoices: ReadonlyArray<OfferedVoice> = fliteVoices.map(({ voice }) => ({
  voice,
  languages
}))
