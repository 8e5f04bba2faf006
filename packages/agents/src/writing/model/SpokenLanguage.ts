import type { Language } from "@aethercast/domain/Language"

/**
 * Whether a text is in another language, by its small words: every sentence of eight words has some.
 * A shorter text, and one in a language that is not listed, passes.
 */
export const isForeign = (text: string, language: Language): boolean => {
  const own = functionWords.get(language)
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  if (own === undefined || words.length < 8) return false
  const others = [...functionWords].filter(([other]) => other !== language)
  const share = (known: ReadonlySet<string>) => words.filter((word) => known.has(word)).length
  return share(own) < Math.max(1, ...others.map(([, known]) => share(known)))
}

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "))

const functionWords: ReadonlyMap<Language, ReadonlySet<string>> = new Map([
  [
    "en",
    list(
      "the a of and to in is it that was for on as with are be this by at from or not but they you we what how why have had has were which their there so its"
    )
  ],
  [
    "de",
    list(
      "der die das und ist von zu den mit nicht ein eine auf für sich dem des es im wie auch aus war wird sie wir aber oder was bei noch nur"
    )
  ],
  [
    "fr",
    list(
      "le la les et est de des un une que qui dans pour pas sur au avec ce il elle nous vous mais ou plus par sont"
    )
  ],
  [
    "es",
    list(
      "el la los las y es de que en un una por con no se para como más pero su al lo del son fue"
    )
  ],
  [
    "it",
    list("il la le e è di che in un una per con non si come più ma al del della sono gli nel")
  ],
  ["pt", list("o a os as e é de que em um uma por com não se para como mais mas do da no na são")],
  [
    "nl",
    list("de het een en is van te dat in op met niet voor zijn aan ook als maar er die bij naar")
  ]
])
