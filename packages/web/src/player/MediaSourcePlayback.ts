import { frameBytes } from "@aethercast/domain/Clip"
import { narrow, next, type Step, wide, type Window } from "./BufferPlan.ts"
import * as Fmp4 from "./FragmentedMp4.ts"
import type { Span } from "./FrameStore.ts"
import { toSeconds } from "./FrameLayout.ts"

/** Where a feed takes an episode's frames from; numbers are frames of the episode. */
export interface Tape {
  playhead(): number
  end(): number | undefined
  missing(frame: number): number
  read(span: Span): Uint8Array<ArrayBuffer>
}

/** Brings frames into an audio element as it needs them. */
export interface Feed {
  /** From now on feeds from this tape. */
  thread(tape: Tape): void
  /** Looks at what is needed now. Cheap: call it whenever something has changed. */
  pump(): void
  /** What stands in the buffer from this frame on is void. */
  cut(frame: number): void
  dispose(): void
}

/**
 * Attaches a new, empty media source to the element, so that sound can start as soon as its first
 * frames arrive. Nothing where the browser has no Media Source Extensions for MP3.
 */
export const attach = (audio: HTMLAudioElement): Feed | undefined => {
  const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource
  const type = [mpeg, mp4].find((type) => Source?.isTypeSupported(type) === true)
  return Source === undefined || type === undefined
    ? undefined
    : new SourceFeed(audio, new Source(), type)
}

declare global {
  /** WebKit's source, the only one on iPhones. */
  var ManagedMediaSource: typeof MediaSource | undefined
}

const mpeg = "audio/mpeg"
const mp4 = 'audio/mp4; codecs="mp3"'
/** Longer than any episode: the element may then seek to what was not appended yet. */
const horizonSeconds = 7200

class SourceFeed implements Feed {
  private readonly source: MediaSource
  private readonly type: string
  private readonly url: string
  private buffer: SourceBuffer | undefined
  private tape: Tape | undefined
  private window: Window = wide
  /** Frame that would continue the last append; the browser's clock is set anew for any other. */
  private continues: number | undefined
  private asleep = false
  private void: number | undefined

  constructor(audio: HTMLAudioElement, source: MediaSource, type: string) {
    this.source = source
    this.type = type
    this.url = URL.createObjectURL(source)
    source.addEventListener("sourceopen", () => this.open(), { once: true })
    source.addEventListener("startstreaming", () => this.wake(false))
    source.addEventListener("endstreaming", () => this.wake(true))
    // Without this, WebKit does not open a managed source.
    audio.disableRemotePlayback = true
    audio.src = this.url
  }

  thread(tape: Tape): void {
    this.tape = tape
    this.pump()
  }

  pump(): void {
    const { buffer, source, tape } = this
    if (buffer === undefined || tape === undefined || buffer.updating) return
    if (source.readyState === "closed" || this.asleep) return
    if (this.void !== undefined) return this.clear(this.void, buffer)
    const playhead = tape.playhead()
    this.take(
      next({
        playhead,
        buffered: spans(buffer.buffered),
        window: this.window,
        end: tape.end(),
        missing: (frame) => tape.missing(frame)
      }),
      buffer,
      tape
    )
  }

  cut(frame: number): void {
    this.void = Math.min(frame, this.void ?? frame)
    this.pump()
  }

  dispose(): void {
    this.tape = undefined
    this.buffer = undefined
    URL.revokeObjectURL(this.url)
  }

  private open(): void {
    this.source.duration = horizonSeconds
    const buffer = this.source.addSourceBuffer(this.type)
    buffer.addEventListener("updateend", () => this.pump())
    this.buffer = buffer
    if (this.type === mp4) buffer.appendBuffer(Fmp4.header())
    this.pump()
  }

  private wake(asleep: boolean): void {
    this.asleep = asleep
    this.pump()
  }

  private clear(from: number, buffer: SourceBuffer): void {
    this.void = undefined
    this.continues = undefined
    buffer.remove(toSeconds(from), horizonSeconds)
  }

  private take(step: Step, buffer: SourceBuffer, tape: Tape): void {
    switch (step._tag) {
      case "Append":
        return this.append(step.span, buffer, tape.read(step.span))
      case "Remove":
        return buffer.remove(toSeconds(step.span.from), toSeconds(step.span.to))
      case "Finish":
        if (this.source.readyState === "open") this.source.endOfStream()
        return
      case "Idle":
        return
    }
  }

  private append({ from, to }: Span, buffer: SourceBuffer, bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length !== (to - from) * frameBytes) return
    try {
      if (this.type === mp4) {
        buffer.appendBuffer(Fmp4.fragment(bytes, from))
      } else {
        if (this.continues !== from) {
          if (this.source.readyState === "open") buffer.abort()
          buffer.timestampOffset = toSeconds(from)
        }
        buffer.appendBuffer(bytes)
      }
      this.continues = to
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error
      this.shrink(buffer)
    }
  }

  /** The browser's buffer is full: keep less in it, and drop what lies outside of that. */
  private shrink(buffer: SourceBuffer): void {
    this.window = narrow
    this.continues = undefined
    const playhead = this.tape?.playhead() ?? 0
    const far = toSeconds(playhead + narrow.ahead)
    if (spans(buffer.buffered).some(({ to }) => to > playhead + narrow.ahead)) {
      buffer.remove(far, horizonSeconds)
    }
  }
}

const spans = (ranges: TimeRanges): ReadonlyArray<Span> =>
  Array.from({ length: ranges.length }, (_, index) => ({
    from: nearest(ranges.start(index)),
    to: nearest(ranges.end(index))
  }))

const nearest = (seconds: number): number => Math.round(seconds / toSeconds(1))
