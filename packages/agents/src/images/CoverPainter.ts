import { Context, type Effect, Schema } from "effect"

/** What a cover is for: `prompt` says what it should show, `pixels` how wide and high it is. */
export class CoverRequest extends Schema.Class<CoverRequest>("aethercast/CoverRequest")({
  id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  title: Schema.String.check(Schema.isMaxLength(200)),
  prompt: Schema.String.check(Schema.isMaxLength(600)),
  tags: Schema.Array(Schema.String.check(Schema.isMaxLength(40))).check(Schema.isMaxLength(8)),
  /** 512 for a card, 1400 for a podcast directory. */
  pixels: Schema.Literals([512, 1400])
}) {}

/** A square picture; `alt` says in words what it shows. */
export class Cover extends Schema.Class<Cover>("aethercast/Cover")({
  mediaType: Schema.Literals(["image/png", "image/jpeg", "image/webp"]),
  bytes: Schema.Uint8Array,
  width: Schema.Int.check(Schema.isGreaterThan(0)),
  height: Schema.Int.check(Schema.isGreaterThan(0)),
  alt: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(300))
}) {}

export class CoverFailed extends Schema.TaggedError<CoverFailed>()("CoverFailed", {
  id: Schema.String,
  reason: Schema.String
}) {}

/** Makes covers; a cover never carries text, for the card shows the title beside it. */
export class CoverPainter extends Context.Service<
  CoverPainter,
  {
    readonly description: string
    paint(request: CoverRequest): Effect.Effect<Cover, CoverFailed>
  }
>()("@aethercast/agents/images/CoverPainter") {}
