import type * as Flite from "./Flite.ts"
import { fliteVoices } from "./FliteVoices.ts"
import { mastering } from "./Mastering.ts"

/**
 * Speaks a piece with a voice of flite, followed by silence: blocks of 120 ms at 48 kHz. Throws for a
 * voice that flite does not have.
 */
export const fliteSpeech = (flite: Flite.Flite) => {
  const voices = new Map(
    fliteVoices.map(({ settings, sound, voice }) => [
      voice.id,
      { settings, master: mastering(sound) }
    ])
  )
  return (voice: string, text: string, silenceMillis: number): Generator<Float32Array, void> => {
    const found = voices.get(voice)
    if (found === undefined) throw new Error(`flite has no voice ${voice}`)
    return found.master(flite.speak(text, found.settings), silenceMillis)
  }
}
