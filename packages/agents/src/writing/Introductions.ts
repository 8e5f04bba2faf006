import { Passage } from "@aethercast/domain/Source"
import { Array as Arr, Effect } from "effect"
import { continues, type Sentence, sentences } from "./Sentence.ts"
import { calendar } from "./SentenceSubject.ts"
import { terms } from "./Terms.ts"

/**
 * For each sentence the indices of the earlier ones without which it makes no sense: the one right before
 * it where it refers to that; the one that gives a name in full ("François Huber", "the Royal Society")
 * where it uses a short form; the one that introduces a thing ("a quorum") that it takes as known ("the
 * quorum"). Undefined where they are too many, or not among the sentences, which are in the order of their
 * source. `subject` needs no introduction.
 */
export const introductions = (
  all: ReadonlyArray<Sentence>,
  subject: string
): ReadonlyArray<ReadonlyArray<number> | undefined> => {
  const direct = directNeeds(all, new Set(terms(subject)))
  return all.map((_, index) => {
    const found = new Set([index])
    // A set hands out what is added to it while it is iterated over.
    for (const at of found) {
      const needed = direct[at]
      if (needed === undefined || found.size > maxIntroductions + 1) return undefined
      needed.forEach((earlier) => found.add(earlier))
    }
    found.delete(index)
    return [...found].toSorted((a, b) => a - b)
  })
}

/**
 * Some of the passages of a document together with those, at most 200 before, that introduce what they
 * take as known; the latter count as little relevant. Others get their turn after every 200 passages.
 */
export const withIntroductions = Effect.fn("Introductions.withIntroductions")(function* (
  some: ReadonlyArray<Passage>,
  all: ReadonlyArray<Passage>,
  subject: string
) {
  const known = new Map(some.map((passage) => [passage.id, passage]))
  const chunks = yield* Effect.forEach(Arr.chunksOf(all, 200), (chunk) =>
    Effect.as(Effect.yieldNow, introducedIn(chunk, known, subject))
  )
  return chunks.flat()
})

const introducedIn = (
  all: ReadonlyArray<Passage>,
  known: ReadonlyMap<string, Passage>,
  subject: string
): ReadonlyArray<Passage> => {
  if (all.every(({ id }) => known.has(id))) return all.flatMap(({ id }) => known.get(id) ?? [])
  const usable = sentences(all)
  const needed = introductions(usable, subject)
  const added = usable.flatMap(({ passage }, at) =>
    known.has(passage.id) ? (needed[at] ?? []).flatMap((i) => usable[i]?.passage.id ?? []) : []
  )
  const introducing = new Set(added)
  return all.flatMap((passage) => {
    const isAdded = introducing.has(passage.id)
    return known.get(passage.id) ?? (isAdded ? new Passage({ ...passage, relevance: 0 }) : [])
  })
}

/** A sentence that needs more than these is better left out. */
const maxIntroductions = 8

/** What each sentence needs itself; undefined where the one before it is missing. */
const directNeeds = (
  all: ReadonlyArray<Sentence>,
  known: ReadonlySet<string>
): ReadonlyArray<ReadonlyArray<number> | undefined> => {
  const names = namesIn(all)
  /** By source and word, the sentence that introduces it; undefined when it was first used without. */
  const firstUses = new Map<string, number | undefined>()
  return all.map((sentence, at) => {
    const { passage, text } = sentence
    const mentions = [...nameMentions(text, names), ...thingMentions(text)].filter(
      ({ word }) => !terms(word).some((term) => known.has(term))
    )
    const needed = mentions.flatMap(({ kind, word }) =>
      kind === "short" ? (firstUses.get(`${passage.source} ${word}`) ?? []) : []
    )
    for (const { kind, word } of mentions) {
      const key = `${passage.source} ${word}`
      if (!firstUses.has(key)) firstUses.set(key, kind === "full" ? at : undefined)
    }
    if (!sentence.dependsOnPrevious) return needed
    return continues(all, at) ? [...needed, at - 1] : undefined
  })
}

/** `full` introduces what it mentions, `short` takes it as known, `other` does neither. */
interface Mention {
  readonly word: string
  readonly kind: "full" | "short" | "other"
}

const capitalized = /(?<![\p{L}\p{N}'’-])\p{Lu}[\p{L}-]*\p{Ll}(?![\p{L}-])/gu

/** Words with a capital that they do not owe to the start of a sentence. */
const namesIn = (all: ReadonlyArray<Sentence>): ReadonlySet<string> =>
  new Set(
    all.flatMap(({ text }) =>
      [...text.matchAll(capitalized)].flatMap(({ 0: word, index }) =>
        /[\p{L}\p{N},] $/u.test(text.slice(0, index)) ? [word] : []
      )
    )
  )

const nameMentions = (text: string, names: ReadonlySet<string>): ReadonlyArray<Mention> =>
  [...text.matchAll(capitalized)].flatMap(({ 0: word, index }): ReadonlyArray<Mention> => {
    if (!names.has(word) || calendar.test(word)) return []
    const before = text.slice(Math.max(0, index - 60), index)
    const after = text.slice(index + word.length, index + word.length + 20)
    if (/^ (?:(?:de|van|von|du|la|le) )?\p{Lu}/u.test(after)) return [{ word, kind: "other" }]
    const isFull = givenName.test(before) || description.test(before) || apposition.test(after)
    return [{ word, kind: isFull ? "full" : "short" }]
  })

/** "François " before "Huber", but neither "The Spanish " nor "In " nor "North ". */
const givenName =
  /(?<![\p{L}-])(?!(?:The|An?|In|At|On|By|For|From|With|When|While|If|As|After|Before|Since|Until|Because|Although|Under|Over|Even|Only|Many|Most|Some|Few|All|Every|Each|Both|Like|Unlike|Today|North|South|East|West|Northern|Southern|Eastern|Western|New|Great|Old|De|Van|Von|Du|La|Le|But|And|So|Yet|Then)\b)(?!\p{L}+(?:an|ish|ese|ch|ean) )\p{Lu}\p{L}*\.? (?:(?:de|van|von|du|la|le) )?$/u

/** "the Greek explorer " before "Pytheas", but not "The committee gave " before "Harrison" */
const description =
  /(?:\b[Tt]he|\b[Aa]n?|['’]s) (?:(?:\p{Ll}[\p{L}-]*|\p{Lu}\p{L}*(?:an|ish|ese|ch|ek|ss)) ){0,3}(?!\p{Ll}+ed |(?:gave|sent|told|paid|made|lent|left|took|knew|found|wrote|thought|brought|from|with|into|over|near|that|when|under|after|before|between|through|toward|towards|across|around|against|like|than|until|since|because|while|where|which|beyond|inside|outside|along) )\p{Ll}{4,} $/u

/** ", a clergyman" after "Langstroth" */
const apposition = /^(?: of \p{Lu}|, (?:an?|the|who|whose)\b)/u

/** "a quorum of", "a quorum is reached": a noun is the last word before a small word or a mark. */
const indefinite =
  /(?<![\p{L}-])[Aa]n? (?:[\p{Ll}-]+ ){0,2}?([\p{Ll}-]{4,})(?=[,.;:]| (?:of|in|on|at|by|for|from|with|to|into|over|near|that|which|who|whose|where|when|and|or|but|as|is|are|was|were|has|had|can|could|will|would|called|named|made|built|between|under|after|before|about|through)\b)/gu

/** "The quorum decides", "the small quorum", but not "the quorum of a swarm", which says which one. */
const definite = ["", String.raw`[\p{Ll}-]+ `].map(
  (adjective) =>
    new RegExp(
      String.raw`(?<![\p{L}-])(?:[Tt]he|[Tt]his) ${adjective}([\p{Ll}-]{4,})(?![\p{L}-]| (?:of|that|who|which|whose|in|on|for|to|from|at|between|with|where|when|called|named)\b)`,
      "gu"
    )
)

/** Nouns that mean the same wherever they are used. */
const commonplace =
  /^(?:world|time|times|year|day|night|morning|evening|month|week|century|decade|hour|minute|moment|end|beginning|way|part|number|kind|sort|place|side|case|point|person|country|public|whole|past|future|ground|surface|same|most|other|first|next|last|more|half|third|quarter)$/

const thingMentions = (text: string): ReadonlyArray<Mention> => {
  const found = (pattern: RegExp, kind: Mention["kind"]): ReadonlyArray<Mention> =>
    [...text.matchAll(pattern)].flatMap(({ 1: word = "" }) =>
      commonplace.test(word) ? [] : [{ word, kind }]
    )
  const full = found(indefinite, "full")
  const short = definite.flatMap((pattern) => found(pattern, "short"))
  const others = [...new Set(text.match(/(?<![\p{L}-])[\p{Ll}-]{4,}/gu))].filter(
    (word) => ![...full, ...short].some((mention) => mention.word === word)
  )
  return [...full, ...short, ...others.map((word) => ({ word, kind: "other" as const }))]
}
