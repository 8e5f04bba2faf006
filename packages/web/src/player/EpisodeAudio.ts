import { type AudioChunk, cursorAfter } from "@aethercast/domain/AudioChunk"
import { secondsToFrames } from "@aethercast/domain/Clip"
import { EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { type Cursor, empty, positionOf, type Timeline } from "@aethercast/domain/Timeline"
import { Effect, Exit, type Fiber, Option, Stream } from "effect"
import type { AudioClient } from "../connection/AudioClient.ts"
import { endOfPart } from "./EpisodePart.ts"
import * as FrameLayout from "./FrameLayout.ts"
import type { FrameRange } from "./FrameRange.ts"
import type { FrameSource } from "./FrameSource.ts"
import { FrameStore } from "./FrameStore.ts"
import { planStream } from "./StreamPlan.ts"

type AudioStream =
  | { readonly _tag: "Closed" }
  | { readonly _tag: "Open"; readonly fiber: Fiber.Fiber<void>; readonly from: number }
  /** Waits before the next attempt; the server may be restarting. */
  | { readonly _tag: "BackingOff"; readonly fiber: Fiber.Fiber<void> }

/** What a change of the layout does to playback. Numbers are frames of the episode. */
export interface LayoutChange {
  /** All buffered audio from here on belongs elsewhere. */
  readonly invalidFrom: number
  /** Where the playhead is now, if it was in a known line. */
  readonly playhead: number | undefined
}

const closed: AudioStream = { _tag: "Closed" }

/** The audio of one episode: the frames received so far, and the stream from the server that delivers more. */
export class EpisodeAudio implements FrameSource {
  readonly id: EpisodeId
  readonly store = new FrameStore()
  /** The server does not know the episode. */
  notFound = false
  private readonly client: AudioClient["Service"]
  /** The playhead, in seconds. */
  private readonly currentTime: () => number
  private readonly onChange: () => void
  private timeline: Timeline = empty
  private settled = false
  /** The latest stream ended without an error, so everything has been received. */
  private streamEnded = false
  private cachedLayout: FrameLayout.FrameLayout | undefined
  /** The layout by which the playhead counts. */
  private playedLayout: FrameLayout.FrameLayout = []
  private stream: AudioStream = closed
  /** The last chunk of the open stream. */
  private lastChunk: AudioChunk | undefined
  private attempts = 0

  constructor(
    id: EpisodeId,
    client: AudioClient["Service"],
    currentTime: () => number,
    onChange: () => void
  ) {
    this.id = id
    this.client = client
    this.currentTime = currentTime
    this.onChange = onChange
  }

  get layout(): FrameLayout.FrameLayout {
    return (this.cachedLayout ??= FrameLayout.make(this.timeline, this.store))
  }

  playhead(): number {
    return secondsToFrames(this.currentTime())
  }

  end(): number | undefined {
    return this.settled || this.streamEnded ? FrameLayout.length(this.layout) : undefined
  }

  /** Where the part that is playing ends, as a frame of the episode. */
  endOfPart(): number {
    return endOfPart(this.layout, this.timeline.lines, this.playhead())
  }

  firstMissing(frame: number): number {
    return FrameLayout.firstMissing(this.layout, this.store, frame)
  }

  read(range: FrameRange): Uint8Array<ArrayBuffer> {
    return FrameLayout.read(this.layout, this.store, range)
  }

  /** Applies the server's timeline; `settled` when it is final. */
  updateTimeline(timeline: Timeline, settled: boolean): void {
    this.timeline = timeline
    this.settled = settled
    this.cachedLayout = undefined
  }

  /**
   * What has changed since the last call, if received audio has moved: a line was inserted, grew or was
   * dropped before it.
   */
  takeChange(): LayoutChange | undefined {
    const before = this.playedLayout
    const later = this.layout
    if (before === later) return undefined
    this.playedLayout = later
    const last = before.findLast(({ line }) => this.store.receivedEnd(line) > 0)
    for (const { id } of this.timeline.dropped) this.store.delete(id)
    const invalidFrom = FrameLayout.firstDifference(before, later)
    if (invalidFrom === undefined || last === undefined || last.start < invalidFrom) {
      return undefined
    }
    const cursor = FrameLayout.cursorAt(before, this.playhead())
    return { invalidFrom, playhead: cursor && this.frameAt(cursor) }
  }

  /** The frame at a cursor; in a line that was dropped, the start of what follows. */
  private frameAt(cursor: Cursor): number | undefined {
    const frame = FrameLayout.frameAt(this.layout, cursor)
    const next = positionOf(this.timeline, cursor)
    return frame ?? (next && (this.layout[next.index]?.start ?? FrameLayout.length(this.layout)))
  }

  /** Opens, keeps or closes the stream, depending on the playhead. */
  updateStream(): void {
    if (this.notFound || this.stream._tag === "BackingOff") return
    const playhead = this.playhead()
    const action = planStream({
      playhead,
      firstMissing: this.firstMissing(playhead),
      nextFrame: this.stream._tag === "Open" ? this.nextFrame(this.stream.from) : undefined,
      end: this.end()
    })
    if (action._tag === "Keep") return
    this.close()
    if (action._tag === "Open") this.open(action.from)
  }

  close(): void {
    if (this.stream._tag !== "Closed") this.stream.fiber.interruptUnsafe()
    this.stream = closed
  }

  /** The next frame that the open stream will deliver. */
  private nextFrame(from: number): number {
    if (this.lastChunk === undefined) return from
    // If its line has been left out, the stream continues with the line that took its place.
    return (
      FrameLayout.frameAt(this.layout, cursorAfter(this.lastChunk)) ??
      this.firstMissing(this.playhead())
    )
  }

  private open(from: number): void {
    const cursor = FrameLayout.cursorAt(this.layout, from)
    this.lastChunk = undefined
    const fiber = Effect.runFork(
      this.client.rpc.Listen({ episodeId: this.id, ...(cursor && { from: cursor }) }).pipe(
        Stream.runForEachArray((chunks) => Effect.sync(() => this.receive(chunks))),
        (receiving) => Effect.andThen(this.client.connected, receiving),
        Effect.exit,
        Effect.map((exit) => this.onClosed(exit))
      )
    )
    this.stream = { _tag: "Open", fiber, from }
  }

  private receive(chunks: ReadonlyArray<AudioChunk>): void {
    for (const chunk of chunks) this.store.add(chunk)
    this.lastChunk = chunks.at(-1) ?? this.lastChunk
    this.cachedLayout = undefined
    this.attempts = 0
    this.onChange()
  }

  private onClosed(exit: Exit.Exit<void, unknown>): void {
    this.streamEnded = Exit.isSuccess(exit)
    this.notFound = Option.exists(
      Exit.findErrorOption(exit),
      (error) => error instanceof EpisodeNotFound
    )
    // At once the first time: it waits for a connection, and another server may have the audio.
    const delayMillis = this.attempts === 0 ? 0 : Math.min(2000, 100 * 1.5 ** (this.attempts - 1))
    this.attempts++
    const fiber = Effect.runFork(
      Effect.sleep(delayMillis).pipe(
        Effect.map(() => {
          this.stream = closed
          this.updateStream()
        })
      )
    )
    this.stream = { _tag: "BackingOff", fiber }
    this.onChange()
  }
}
