import { Effect, Schema } from "effect"

/** Identifies a document: the first 16 hexadecimal digits of the SHA-256 of its URL. */
export const SourceId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/)).pipe(
  Schema.brand("SourceId")
)
export type SourceId = typeof SourceId.Type

/** Identifies a passage: its source and its index among the source's passages. */
export const PassageId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}#[0-9]{1,4}$/)).pipe(
  Schema.brand("PassageId")
)
export type PassageId = typeof PassageId.Type

/** A document on the web or in the library: its absolute http(s) URL, its title, and the name of its site. */
export class Source extends Schema.Class<Source>("aethercast/Source")({
  id: SourceId,
  url: Schema.String.check(Schema.isPattern(/^https?:\/\//), Schema.isMaxLength(2048)),
  title: Schema.String.check(Schema.isMaxLength(300)),
  site: Schema.String.check(Schema.isMaxLength(200))
}) {}

const Relevance = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/** One quotable sentence of a source. */
export class Passage extends Schema.Class<Passage>("aethercast/Passage")({
  id: PassageId,
  source: SourceId,
  /** Index of the sentence in the source, from 0. */
  position: Schema.Natural,
  /** Where it begins in the text of the source, in UTF-16 units. */
  start: Schema.Natural,
  /** How much it is about the topic that it was harvested for, from 0 to 1; 1 in the topic's own documents. */
  relevance: Relevance.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(1)),
    Schema.withConstructorDefault(Effect.succeed(1))
  ),
  /** How much it is about the focus of the order, from -1 for what it excludes to 1; absent without one. */
  focus: Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: -1, maximum: 1 }))),
  /** The heading above it; empty before the first heading. */
  heading: Schema.String.check(Schema.isMaxLength(200)),
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1000))
}) {}
