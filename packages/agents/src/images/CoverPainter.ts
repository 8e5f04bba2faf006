import * as Dependency from "@aethercast/cluster/Dependency"
import { Context, type Effect, Schema } from "effect"
import type { ModelFailure } from "../models/ModelFailure.ts"

/** Asks for a cover: `prompt` says what it should show, beside its title; `pixels` is its width and height. */
export class CoverRequest extends Schema.Class<CoverRequest>("aethercast/CoverRequest")({
  id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  title: Schema.String.check(Schema.isMaxLength(200)),
  prompt: Schema.String.check(Schema.isMaxLength(600)),
  tags: Schema.Array(Schema.String.check(Schema.isMaxLength(40))).check(Schema.isMaxLength(8)),
  /** 512 for a card, 1400 for a podcast directory. */
  pixels: Schema.Literals([512, 1400])
}) {}

/** A square image with its alternative text. */
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

/** Why a cover is drawn that an image model should have painted: it failed, or the budget is used up. */
export const CoverStandIn = Schema.Literals(["drawing", "saving"])
export type CoverStandIn = typeof CoverStandIn.Type

/** A provider was paid for an answer that is no usable image. */
export class CoverUnusable extends Schema.TaggedError<CoverUnusable>()("CoverUnusable", {
  provider: Schema.String,
  reason: Schema.String
}) {}

export interface Painter {
  /** What makes the covers, for the page. */
  readonly description: string

  /** What its covers depend on besides the request; a task that is repeated has one cover for each. */
  readonly settings: string

  /** Paints on the account of the `Payer`. */
  paint(request: CoverRequest): Effect.Effect<Cover, CoverFailed | CoverUnusable | ModelFailure>

  /** Paints when this one cannot. Absent where nothing outside is needed. */
  readonly standIn?: Painter
}

/** Makes covers. Every image provider implements it. A cover has no lettering: the title is shown beside it. */
export class CoverPainter extends Context.Service<CoverPainter, Painter>()(
  "@aethercast/agents/images/CoverPainter"
) {}

/** The provider of an image model. A cover that fails there is drawn. */
export const imageProvider = Dependency.make("image provider")
