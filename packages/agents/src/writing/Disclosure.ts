import type { Language } from "@aethercast/domain/Language"
import { Line, type Speaker, type Style } from "@aethercast/domain/Script"

/**
 * An opening that also says, right after its first line, that the voices are synthetic. Article 50 of
 * the EU AI Act asks for it at the start; an episode may be heard without its page.
 */
export const disclosed = (
  [first, ...rest]: ReadonlyArray<Line>,
  style: Style,
  language: Language
): ReadonlyArray<Line> => {
  const { speaker, text } = (sentences.get(language) ?? english)[style]
  const disclosure = new Line({ speaker, text, passages: [], pauseMillis: 350 })
  return first === undefined ? [disclosure] : [first, disclosure, ...rest]
}

interface Disclosure {
  readonly speaker: Speaker
  readonly text: string
}

const english: Readonly<Record<Style, Disclosure>> = {
  conversation: { speaker: "guest", text: "We are both computer voices, by the way." },
  briefing: { speaker: "host", text: "Made by software, read by computer voices." },
  story: { speaker: "host", text: "A computer voice will tell it." },
  interview: { speaker: "host", text: "We are both computer voices." },
  debate: { speaker: "guest", text: "We are both computer voices, by the way." },
  explainer: { speaker: "host", text: "We are both computer voices." },
  lecture: { speaker: "host", text: "A computer voice will give it." }
}

const german: Readonly<Record<Style, Disclosure>> = {
  conversation: { speaker: "guest", text: "Wir sind übrigens beide Computerstimmen." },
  briefing: { speaker: "host", text: "Von Software gemacht, von Computerstimmen gelesen." },
  story: { speaker: "host", text: "Eine Computerstimme wird sie erzählen." },
  interview: { speaker: "host", text: "Wir sind beide Computerstimmen." },
  debate: { speaker: "guest", text: "Wir sind übrigens beide Computerstimmen." },
  explainer: { speaker: "host", text: "Wir sind beide Computerstimmen." },
  lecture: { speaker: "host", text: "Eine Computerstimme wird ihn halten." }
}

/** A language without an entry is disclosed in English. */
const sentences: ReadonlyMap<Language, Readonly<Record<Style, Disclosure>>> = new Map([
  ["en", english],
  ["de", german]
])
