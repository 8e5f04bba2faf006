import type { Line, Segment } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import type { Sting } from "../voice/SpeechSynthesizer.ts"
import { type Cause, Effect, Queue, Ref } from "effect"

/** A chapter of the script; the opening is chapter 0. */
export interface Chapter {
  readonly index: number
  readonly title: string
  readonly lines: ReadonlyArray<Line>
  /** The documents that its lines may quote. */
  readonly sources: ReadonlyArray<Source>
  /** The sound of the chapter: at its first line, or at its last one. */
  readonly sting?: Sting
}

/** How long a chapter was estimated to last, and how long its clips are, in seconds. */
export interface ChapterLength {
  readonly estimated: number
  readonly actual: number
}

/** The script on its way to speech, one chapter ahead; and the lengths on their way back. */
export interface ChapterPipeline {
  readonly chapters: Queue.Queue<Chapter, Cause.Done>
  readonly lengths: Queue.Queue<ChapterLength>
  /** The number of chapters that were sent. */
  readonly count: Ref.Ref<number>
}

export const make: Effect.Effect<ChapterPipeline> = Effect.all({
  chapters: Queue.make<Chapter, Cause.Done>({ capacity: 1 }),
  // Holds at most one element for each chapter.
  lengths: Queue.make<ChapterLength>(),
  count: Ref.make(0)
})

/** Sends a segment as the next chapter; `sources` are the documents that it may quote. */
export const send = Effect.fnUntraced(function* (
  { chapters, count }: ChapterPipeline,
  { lines, title }: Segment,
  sources: ReadonlyArray<Source>,
  sting?: Sting
) {
  const index = yield* Ref.getAndUpdate(count, (n) => n + 1)
  yield* Queue.offer(chapters, {
    index,
    title,
    lines,
    sources,
    ...(sting === undefined ? {} : { sting })
  })
})
