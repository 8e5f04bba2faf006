import { hostNames, type Hosts, hostProfiles } from "@aethercast/domain/Hosts"
import type { Language } from "@aethercast/domain/Language"
import { Line, type Speaker, type Style } from "@aethercast/domain/Script"

/**
 * An opening in which, right after its first line, the hosts say who they are and that their voices are
 * synthetic. Article 50 of the EU AI Act asks for it at the start; an episode may be heard without its
 * page.
 */
export const disclosed = (
  [first, ...rest]: ReadonlyArray<Line>,
  style: Style,
  language: Language,
  hosts: Hosts
): ReadonlyArray<Line> => {
  const speaker = disclosingHost(style, hosts)
  const { name } = hostProfiles[speaker]
  const others = hostNames(hosts.filter((host) => host !== speaker))
  const words = wording.get(language) ?? english
  const text = others.length === 0 ? words.alone(name) : words.together(name, others)
  const disclosure = new Line({ speaker, text, passages: [], pauseMillis: pause })
  if (first === undefined) return [disclosure]
  // A first line that was the last one, too, leaves the pause at the end to the disclosure.
  return rest.length === 0
    ? [
        new Line({ ...first, pauseMillis: pause }),
        new Line({ ...disclosure, pauseMillis: first.pauseMillis })
      ]
    : [first, disclosure, ...rest]
}

/** Between two lines, in milliseconds. */
const pause = 350

/** Where hosts talk with each other, another one than the one who greets. */
const disclosingHost = (style: Style, [leader, second = leader]: Hosts): Speaker =>
  style === "conversation" || style === "debate" ? second : leader

interface Wording {
  readonly alone: (name: string) => string
  readonly together: (name: string, others: ReadonlyArray<string>) => string
}

const english: Wording = {
  alone: (name) => `I am ${name}, a computer voice.`,
  together: (name, others) =>
    `${name} here, with ${listed("en", others)}: ${others.length === 1 ? "both" : "all"} computer voices.`
}

const german: Wording = {
  alone: (name) => `Ich bin ${name}, eine Computerstimme.`,
  together: (name, others) =>
    `Hier ist ${name}, mit ${listed("de", others)}: ${others.length === 1 ? "beide" : "alle"} Computerstimmen.`
}

const listed = (language: Language, names: ReadonlyArray<string>): string =>
  new Intl.ListFormat(language).format(names)

/** In other languages it is said in English. */
const wording: ReadonlyMap<Language, Wording> = new Map([
  ["en", english],
  ["de", german]
])
