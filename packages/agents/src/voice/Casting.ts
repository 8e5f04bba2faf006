import type { Language } from "@aethercast/domain/Language"
import { type Cast, Voice } from "@aethercast/domain/Voice"
import { Array, Option, Order } from "effect"

/** A voice of a provider, and the languages that it speaks. */
export interface OfferedVoice {
  readonly voice: Voice
  readonly languages: ReadonlyArray<Language>
}

/** The cast of episodes that were requested before there was a choice. */
export const defaultCast: Cast & { readonly guest: Voice } = {
  host: new Voice({ id: "slt", gender: "female", pace: 163 }),
  guest: new Voice({ id: "rms", gender: "male", pace: 154 })
}

/** The languages that can be spoken, in the order of the voices. */
export const languages = (offered: ReadonlyArray<OfferedVoice>): ReadonlyArray<Language> =>
  Array.dedupe(offered.flatMap((each) => each.languages))

/**
 * Voices for so many hosts, each of another gender than the one before if possible. There are no more
 * hosts than voices that can be told apart, but never less than two where two are wanted. None when no
 * voice speaks the language.
 */
export const cast = (
  offered: ReadonlyArray<OfferedVoice>,
  language: Language,
  count: number
): Option.Option<Cast> => {
  const [host, ...others] = speaking(offered, language)
  if (host === undefined) return Option.none()
  const voices = [host]
  while (voices.length < count) {
    const left = others.filter((voice) => !voices.includes(voice))
    const next = left.find(({ gender }) => gender !== voices.at(-1)?.gender) ?? left[0]
    if (next === undefined) break
    voices.push(next)
  }
  const [, guest = host, expert, skeptic] = voices
  return Option.some({
    host,
    ...(count > 1 && { guest }),
    ...(expert !== undefined && { expert }),
    ...(skeptic !== undefined && { skeptic })
  })
}

/**
 * The voice that comes nearest to one that was cast: itself, otherwise of the same gender if possible,
 * and among those of the most similar pace. None when no voice speaks the language.
 */
export const nearest = (
  wanted: Voice,
  offered: ReadonlyArray<OfferedVoice>,
  language: Language
): Option.Option<Voice> => {
  const distance = ({ gender, id, pace }: Voice): number =>
    id === wanted.id ? -1 : (gender === wanted.gender ? 0 : 1000) + Math.abs(pace - wanted.pace)
  const [first, ...rest] = speaking(offered, language)
  return first === undefined
    ? Option.none()
    : Option.some(Array.min([first, ...rest], Order.mapInput(Order.Number, distance)))
}

const speaking = (offered: ReadonlyArray<OfferedVoice>, language: Language): ReadonlyArray<Voice> =>
  offered.flatMap(({ languages: spoken, voice }) => (spoken.includes(language) ? [voice] : []))
