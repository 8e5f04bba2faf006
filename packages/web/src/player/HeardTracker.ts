import { add, type HeardSpan, type HeardSpans } from "@aethercast/domain/HeardSpans"
import type { Cursor } from "@aethercast/domain/Timeline"
import * as FrameLayout from "./FrameLayout.ts"

/** Longer than between two looks at a playhead that plays: 2 s at the highest speed. A seek goes further. */
const maxStep = 250

/** Collects what was really played, from looks at the playhead. */
export class HeardTracker {
  private last: Cursor | undefined
  private spans: HeardSpans = []

  /** The playhead is here; to be called several times a second during playback. */
  reach(layout: FrameLayout.FrameLayout, frame: number): void {
    const from = this.last && FrameLayout.frameAt(layout, this.last)
    this.last = FrameLayout.cursorAt(layout, frame)
    if (from === undefined || frame <= from || frame - from > maxStep) return
    for (const span of FrameLayout.spansBetween(layout, from, frame)) {
      this.spans = add(this.spans, span)
    }
  }

  /** Playback does not go on from where it was: after a seek, or with another episode. */
  reset(): void {
    this.last = undefined
  }

  /** What was played and not taken yet, at most 100 spans. */
  take(): ReadonlyArray<HeardSpan> {
    const taken = this.spans.slice(0, 100)
    this.spans = this.spans.slice(100)
    return taken
  }
}
