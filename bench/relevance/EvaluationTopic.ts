import { readFileSync } from "node:fs"
import { Effect, Schema } from "effect"
import type { FixtureDocument } from "./FixtureSources.ts"

/**
 * A topic in a listener's words and the passages that are about it.
 *
 * An element of `on` is a path below the library, or `web/` and the name of a page of the fixture web,
 * from its beginning on: `sleep/` names all documents about sleep. `PATH#HEADING` names one section (the
 * one before the first heading without HEADING), `PATH~PATTERN` the passages that match.
 */
export const EvaluationTopic = Schema.Struct({
  words: Schema.NonEmptyString,
  /**
   * `covered`: there are documents about it; `partly`: there are some passages, so that a short episode
   * and a refusal are both right; the others have to be refused.
   */
  kind: Schema.Literals(["covered", "partly", "uncovered", "nonsense", "foreign"]),
  on: Schema.Array(Schema.String).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  /** Held back: nothing was tuned on it. */
  held: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false)))
})
export type EvaluationTopic = typeof EvaluationTopic.Type

export const evaluationTopics: ReadonlyArray<EvaluationTopic> = Schema.decodeSync(
  Schema.fromJsonString(Schema.Array(EvaluationTopic))
)(readFileSync(new URL("./topics.json", import.meta.url), "utf8"))

/** Whether a passage is about the topic. */
export const isLabelled = (
  { on }: EvaluationTopic,
  { path }: FixtureDocument,
  { heading, text }: { readonly heading: string; readonly text: string }
): boolean =>
  on.some((label) => {
    const [, prefix = "", section, pattern] = /^([^#~]*)(?:#(.*)|~(.*))?$/.exec(label) ?? []
    if (!path.startsWith(prefix)) return false
    if (section !== undefined) return heading === section
    return pattern === undefined || new RegExp(pattern).test(text)
  })
