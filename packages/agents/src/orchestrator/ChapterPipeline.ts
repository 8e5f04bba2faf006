import type { Line, Segment } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import type { Sting } from "../voice/SpeechSynthesizer.ts"
import { type Cause, Effect, Queue, Ref } from "effect"

/** A chapter of the script; the opening is chapter 0. */
export interface Chapter {
  readonly index: number
  readonly title: string
  /** Grows while the chapter is written, and ends with it. */
  readonly lines: Queue.Dequeue<Line, Cause.Done>
  /** The documents that its lines may quote. */
  readonly sources: ReadonlyArray<Source>
  /** The sound of the chapter, and the position of the line that has it. */
  readonly sting?: { readonly sound: Sting; readonly at: number }
}

/** The script on its way to speech, one chapter ahead; and the lengths, in seconds, on their way back. */
export interface ChapterPipeline {
  readonly chapters: Queue.Queue<Chapter, Cause.Done>
  readonly lengths: Queue.Queue<number>
  /** The number of chapters that were sent. */
  readonly count: Ref.Ref<number>
}

export const make: Effect.Effect<ChapterPipeline> = Effect.all({
  chapters: Queue.make<Chapter, Cause.Done>({ capacity: 1 }),
  // Holds at most one element for each chapter.
  lengths: Queue.make<number>(),
  count: Ref.make(0)
})

/** A chapter that is being written. */
export interface ChapterDraft {
  /** Sends the chapter with its first line, and each further line after it. */
  readonly add: (line: Line) => Effect.Effect<void>
  /** Sends the chapter even without a line. */
  readonly open: Effect.Effect<void>
  /** No further lines. */
  readonly end: Effect.Effect<void>
  /** Those that were added, without the lead. */
  readonly lines: ReadonlyArray<Line>
}

interface ChapterStart {
  /** Lines that are said first, if the chapter is sent at all. */
  readonly lead?: ReadonlyArray<Line>
  readonly sting?: Chapter["sting"]
}

/** Begins a chapter. It has no number before it is sent, so one of which no line is written takes none. */
export const begin = Effect.fnUntraced(function* (
  { chapters, count }: ChapterPipeline,
  title: string,
  sources: ReadonlyArray<Source>,
  { lead = [], sting }: ChapterStart = {}
) {
  const queue = yield* Queue.make<Line, Cause.Done>({ capacity: mostLines })
  const lines: Array<Line> = []
  let isOpen = false
  const open = Effect.suspend(() => {
    if (isOpen) return Effect.void
    isOpen = true
    return Effect.flatMap(
      Ref.getAndUpdate(count, (n) => n + 1),
      (index) =>
        Effect.andThen(
          Queue.offerAll(queue, lead),
          Queue.offer(chapters, {
            index,
            title,
            lines: queue,
            sources,
            ...(sting === undefined ? {} : { sting })
          })
        )
    )
  })
  const draft: ChapterDraft = {
    lines,
    open: Effect.asVoid(open),
    add: (line) =>
      Effect.andThen(
        open,
        Effect.suspend(() => {
          lines.push(line)
          return Effect.asVoid(Queue.offer(queue, line))
        })
      ),
    end: Effect.asVoid(Queue.end(queue))
  }
  return draft
})

/** As many as a segment may have: whoever writes it does not wait for the voice. */
const mostLines = 200

/** Sends a segment that is complete as the next chapter; `sources` are the documents that it may quote. */
export const send = Effect.fnUntraced(function* (
  pipeline: ChapterPipeline,
  { lines, title }: Segment,
  sources: ReadonlyArray<Source>,
  sting?: Sting
) {
  const draft = yield* begin(
    pipeline,
    title,
    sources,
    sting && { sting: { sound: sting, at: sting === "opening" ? 0 : lines.length - 1 } }
  )
  yield* Effect.forEach(lines, draft.add, { discard: true })
  yield* draft.end
})
