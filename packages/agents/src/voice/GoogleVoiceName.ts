import type { Language } from "@aethercast/domain/Language"
import type { Utterance } from "./SpeechSynthesizer.ts"

/**
 * Google's name of the voice of a line. A voice of Chirp 3 HD sounds the same in every language; its id
 * here has none, such as `Aoede`. Every other voice has its full name, such as `en-GB-Neural2-A`, and
 * one language. https://cloud.google.com/text-to-speech/docs/chirp3-hd
 */
export const nameOf = ({ language, voice: { id } }: Utterance): string =>
  hasOneLanguage(id) ? id : `${chirpLocales.get(language) ?? language}-Chirp3-HD-${id}`

/** `en-GB` in `en-GB-Neural2-A`. */
export const localeIn = (name: string): string => /^[a-z]{2,3}-[A-Z]{2}/.exec(name)?.[0] ?? "en-US"

/** What a voice speaks, where `languages` are those of the voices that speak more than one. */
export const languagesOf = (
  id: string,
  languages: ReadonlyArray<Language>
): ReadonlyArray<Language> => (hasOneLanguage(id) ? [localeIn(id).slice(0, 2)] : languages)

/** Whether the samples of a voice can be had while it speaks. */
export const isStreamed = (id: string): boolean => !hasOneLanguage(id) || id.includes("-Chirp3-HD-")

/** Dollars for a million characters. https://cloud.google.com/text-to-speech/pricing */
export const listPrice = (id: string): number => {
  if (/-(?:Standard|Wavenet)-/.test(id)) return 4
  if (/-(?:Neural2|Polyglot)-/.test(id)) return 16
  return id.includes("-Studio-") ? 160 : 30
}

const hasOneLanguage = (id: string): boolean => id.includes("-")

/** Those languages of Chirp 3 HD that are written in Latin letters: `SpokenText` passes no others. */
const chirpLocales: ReadonlyMap<Language, string> = new Map([
  ["da", "da-DK"],
  ["de", "de-DE"],
  ["en", "en-US"],
  ["es", "es-ES"],
  ["fi", "fi-FI"],
  ["fr", "fr-FR"],
  ["id", "id-ID"],
  ["it", "it-IT"],
  ["nb", "nb-NO"],
  ["nl", "nl-NL"],
  ["pl", "pl-PL"],
  ["pt", "pt-BR"],
  ["sv", "sv-SE"],
  ["sw", "sw-KE"],
  ["tr", "tr-TR"],
  ["vi", "vi-VN"]
])

/** The languages of Chirp 3 HD. */
export const chirpLanguages: ReadonlyArray<Language> = [...chirpLocales.keys()]
