import { Schema } from "effect"
import { type Cursor, LineId, type TimelineLine } from "./Timeline.ts"

/** Frames of a line that were played: from `from` up to, but not including, `to`. */
export const HeardSpan = Schema.Struct({
  line: LineId,
  from: Schema.Natural.check(Schema.isLessThanOrEqualTo(25_000)),
  to: Schema.Natural.check(Schema.isLessThanOrEqualTo(25_000))
})
export type HeardSpan = typeof HeardSpan.Type

/**
 * What a listener has heard of an episode, by line, without overlaps: what was really played, not where
 * the playhead has been.
 */
export const HeardSpans = Schema.Array(HeardSpan).check(Schema.isMaxLength(5000))
export type HeardSpans = typeof HeardSpans.Type

/** Adds a span; spans of a line that touch become one. Empty ones change nothing. */
export const add = (spans: HeardSpans, span: HeardSpan): HeardSpans => {
  if (span.to <= span.from) return spans
  const touches = ({ from, line, to }: HeardSpan) =>
    line === span.line && from <= span.to && to >= span.from
  const touching = [span, ...spans.filter(touches)]
  const merged = {
    line: span.line,
    from: Math.min(...touching.map(({ from }) => from)),
    to: Math.max(...touching.map(({ to }) => to))
  }
  return [...spans.filter((other) => !touches(other)), merged]
}

/** How many frames of a line were heard. */
export const framesHeard = (spans: HeardSpans, line: LineId): number =>
  spans.reduce((sum, span) => (span.line === line ? sum + span.to - span.from : sum), 0)

/** Whether any of a line was heard. */
export const isTouched = (spans: HeardSpans, line: LineId): boolean => framesHeard(spans, line) > 0

/** Whether a listener can be expected to know what a line says: half of it was heard. */
export const isHeard = (spans: HeardSpans, { clip, id }: TimelineLine): boolean =>
  clip !== undefined && framesHeard(spans, id) * 2 >= clip.frames

/** The span between two positions of continuous playback within one line, if there is any. */
export const between = (from: Cursor, to: Cursor): HeardSpan | undefined =>
  from.line === to.line && to.frame > from.frame
    ? { line: from.line, from: from.frame, to: to.frame }
    : undefined
