import { type AudioChunk, cursorAfter } from "@aethercast/domain/AudioChunk"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeNotFound } from "@aethercast/domain/Episode"
import { Cursor, empty, type Timeline } from "@aethercast/domain/Timeline"
import { Effect, Exit, type Fiber, Option, Stream } from "effect"
import type { Sound } from "../connection/Client.ts"
import type { Tape } from "./MediaSourcePlayback.ts"
import { FrameStore, type Span } from "./FrameStore.ts"
import { decide } from "./StreamPlan.ts"
import * as Track from "./FrameLayout.ts"

/** The stream of sound. After a failure it rests for a moment; the server may be on its way back. */
type Listening =
  | { readonly _tag: "Closed" }
  | { readonly _tag: "Open"; readonly fiber: Fiber.Fiber<void>; readonly from: number }
  | { readonly _tag: "Resting"; readonly fiber: Fiber.Fiber<void> }

const closed: Listening = { _tag: "Closed" }

/** One episode in the player: what was received of its sound, and the stream that brings more. */
export class Deck implements Tape {
  readonly id: EpisodeId
  readonly store = new FrameStore()
  /** The server has no such episode. */
  missingOnServer = false
  private readonly sound: Sound["Service"]
  private readonly seconds: () => number
  private readonly changed: () => void
  private timeline: Timeline = empty
  private settled = false
  private drained = false
  private laid: Track.Track | undefined
  private listening: Listening = closed
  /** What the open stream has brought last. */
  private last: AudioChunk | undefined
  private failures = 0

  constructor(id: EpisodeId, sound: Sound["Service"], seconds: () => number, changed: () => void) {
    this.id = id
    this.sound = sound
    this.seconds = seconds
    this.changed = changed
  }

  get track(): Track.Track {
    return (this.laid ??= Track.lay(this.timeline, this.store))
  }

  playhead(): number {
    return Track.toFrames(this.seconds())
  }

  end(): number | undefined {
    return this.settled || this.drained ? Track.length(this.track) : undefined
  }

  missing(frame: number): number {
    return Track.missing(this.track, this.store, frame)
  }

  read(span: Span): Uint8Array<ArrayBuffer> {
    return Track.read(this.track, this.store, span)
  }

  /**
   * What the server tells of the episode's lines; `settled` when there will be no more. Answers with the
   * frame from which on what was received is void, if a line that was begun has been left out.
   */
  know(timeline: Timeline, settled: boolean): number | undefined {
    const kept = new Set(timeline.lines.map(({ id }) => id))
    const out = this.timeline.lines.find(({ id }) => !kept.has(id) && this.store.reach(id) > 0)
    const cut = out && Track.frameOf(this.track, new Cursor({ line: out.id, frame: 0 }))
    for (const { id } of this.timeline.lines) if (!kept.has(id)) this.store.forget(id)
    this.timeline = timeline
    this.settled = settled
    this.laid = undefined
    return cut
  }

  /** Opens, keeps or closes the stream, as the playhead needs it. */
  check(): void {
    if (this.missingOnServer || this.listening._tag === "Resting") return
    const playhead = this.playhead()
    const decision = decide({
      playhead,
      missing: this.missing(playhead),
      stream: this.listening._tag === "Open" ? this.streamed(this.listening.from) : undefined,
      end: this.end()
    })
    if (decision._tag === "Keep") return
    this.close()
    if (decision._tag === "Open") this.open(decision.from)
  }

  close(): void {
    if (this.listening._tag !== "Closed") this.listening.fiber.interruptUnsafe()
    this.listening = closed
  }

  /** The frame that the open stream will bring next. */
  private streamed(from: number): number {
    if (this.last === undefined) return from
    // The line that it was at may have been left out: then it goes on with the one in its place.
    return Track.frameOf(this.track, cursorAfter(this.last)) ?? this.missing(this.playhead())
  }

  private open(from: number): void {
    const cursor = Track.cursorAt(this.track, from)
    this.last = undefined
    const fiber = Effect.runFork(
      this.sound.rpc.Listen({ episodeId: this.id, ...(cursor && { from: cursor }) }).pipe(
        Stream.runForEachArray((chunks) => Effect.sync(() => this.take(chunks))),
        (receive) => Effect.andThen(this.sound.opened, receive),
        Effect.exit,
        Effect.map((exit) => this.closed(exit))
      )
    )
    this.listening = { _tag: "Open", fiber, from }
  }

  private take(chunks: ReadonlyArray<AudioChunk>): void {
    for (const chunk of chunks) this.store.add(chunk)
    this.last = chunks.at(-1) ?? this.last
    this.laid = undefined
    this.failures = 0
    this.changed()
  }

  private closed(exit: Exit.Exit<void, unknown>): void {
    this.drained = Exit.isSuccess(exit)
    this.missingOnServer = Option.exists(
      Exit.findErrorOption(exit),
      (error) => error instanceof EpisodeNotFound
    )
    const pause = Math.min(2000, 100 * 1.5 ** this.failures++)
    const fiber = Effect.runFork(
      Effect.sleep(pause).pipe(
        Effect.map(() => {
          this.listening = closed
          this.check()
        })
      )
    )
    this.listening = { _tag: "Resting", fiber }
    this.changed()
  }
}
