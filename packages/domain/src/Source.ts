import { Schema } from "effect"

/** Names a harvested document: the first 16 hexadecimal digits of the SHA-256 of its address. */
export const SourceId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/)).pipe(
  Schema.brand("SourceId")
)
export type SourceId = typeof SourceId.Type

/** Names a passage: its source and its place among the source's passages, from 0. */
export const PassageId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}#[0-9]{1,4}$/)).pipe(
  Schema.brand("PassageId")
)
export type PassageId = typeof PassageId.Type

/** A document that can be read: an absolute http(s) address, its title, and the site that it stands on. */
export class Source extends Schema.Class<Source>("aethercast/Source")({
  id: SourceId,
  url: Schema.String.check(Schema.isPattern(/^https?:\/\//), Schema.isMaxLength(2048)),
  title: Schema.String.check(Schema.isMaxLength(300)),
  site: Schema.String.check(Schema.isMaxLength(200))
}) {}

/** One quotable sentence of a source, with its place. */
export class Passage extends Schema.Class<Passage>("aethercast/Passage")({
  id: PassageId,
  source: SourceId,
  /** Place of the sentence in the source, from 0. */
  position: Schema.Natural,
  /** The heading that it stands under; empty at the top. */
  heading: Schema.String.check(Schema.isMaxLength(200)),
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1000))
}) {}
