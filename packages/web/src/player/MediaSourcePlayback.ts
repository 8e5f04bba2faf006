import { frameBytes, framesToSeconds } from "@aethercast/domain/Clip"
import {
  type BufferOperation,
  type BufferWindow,
  normalWindow,
  planBuffer,
  reducedWindow
} from "./BufferPlan.ts"
import * as FragmentedMp4 from "./FragmentedMp4.ts"
import type { FrameRange } from "./FrameRange.ts"
import type { FrameSource } from "./FrameSource.ts"

declare global {
  /** WebKit's media source; the only one on iPhones. */
  var ManagedMediaSource: typeof MediaSource | undefined
}

const mpeg = "audio/mpeg"
const mp4 = 'audio/mp4; codecs="mp3"'
/** Longer than any episode, so that the element can seek to audio that has not been appended yet. */
const durationSeconds = 7200

/** Feeds an audio element through Media Source Extensions. Numbers are frames of the episode. */
export class MediaSourcePlayback {
  private readonly mediaSource: MediaSource
  private readonly type: string
  private readonly url: string
  private buffer: SourceBuffer | undefined
  private source: FrameSource | undefined
  private window: BufferWindow = normalWindow
  /** The frame after the last append. Any other frame needs a new timestamp offset. */
  private appendedEnd: number | undefined
  /** The browser has enough for the moment (`endstreaming`). */
  private suspended = false
  private discardFrom: number | undefined

  /**
   * Attaches an empty media source to the element, so that playback starts as soon as the first frames
   * arrive. `undefined` when the browser has no Media Source Extensions for MP3.
   */
  static attach(audio: HTMLAudioElement): MediaSourcePlayback | undefined {
    const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource
    const type = [mpeg, mp4].find((type) => Source?.isTypeSupported(type) === true)
    return Source === undefined || type === undefined
      ? undefined
      : new MediaSourcePlayback(audio, new Source(), type)
  }

  private constructor(audio: HTMLAudioElement, mediaSource: MediaSource, type: string) {
    this.mediaSource = mediaSource
    this.type = type
    this.url = URL.createObjectURL(mediaSource)
    mediaSource.addEventListener("sourceopen", () => this.open(), { once: true })
    mediaSource.addEventListener("startstreaming", () => this.suspend(false))
    mediaSource.addEventListener("endstreaming", () => this.suspend(true))
    // WebKit opens a managed media source only with remote playback disabled.
    audio.disableRemotePlayback = true
    audio.src = this.url
  }

  /** Plays from this source from now on. */
  setSource(source: FrameSource): void {
    this.source = source
    this.update()
  }

  /** Appends or removes what is due. Cheap: call it after every change. */
  update(): void {
    const { buffer, mediaSource, source } = this
    if (buffer === undefined || source === undefined || buffer.updating) return
    if (mediaSource.readyState === "closed" || this.suspended) return
    if (this.discardFrom !== undefined) return this.discard(this.discardFrom, buffer)
    const operation = planBuffer({
      playhead: source.playhead(),
      buffered: frameRanges(buffer.buffered),
      window: this.window,
      end: source.end(),
      firstMissing: (frame) => source.firstMissing(frame)
    })
    this.perform(operation, buffer, source)
  }

  /** Removes everything from this frame on from the buffer. */
  invalidateFrom(frame: number): void {
    this.discardFrom = Math.min(frame, this.discardFrom ?? frame)
    this.update()
  }

  dispose(): void {
    this.source = undefined
    this.buffer = undefined
    URL.revokeObjectURL(this.url)
  }

  private open(): void {
    this.mediaSource.duration = durationSeconds
    const buffer = this.mediaSource.addSourceBuffer(this.type)
    buffer.addEventListener("updateend", () => this.update())
    this.buffer = buffer
    if (this.type === mp4) buffer.appendBuffer(FragmentedMp4.initSegment())
    this.update()
  }

  private suspend(suspended: boolean): void {
    this.suspended = suspended
    this.update()
  }

  private discard(from: number, buffer: SourceBuffer): void {
    this.discardFrom = undefined
    this.appendedEnd = undefined
    buffer.remove(framesToSeconds(from), durationSeconds)
  }

  private perform(operation: BufferOperation, buffer: SourceBuffer, source: FrameSource): void {
    switch (operation._tag) {
      case "Append":
        return this.append(operation.range, buffer, source.read(operation.range))
      case "Remove": {
        const { from, to } = operation.range
        return buffer.remove(framesToSeconds(from), framesToSeconds(to))
      }
      case "EndOfStream":
        if (this.mediaSource.readyState === "open") this.mediaSource.endOfStream()
        return
      case "None":
        return
    }
  }

  private append(
    { from, to }: FrameRange,
    buffer: SourceBuffer,
    bytes: Uint8Array<ArrayBuffer>
  ): void {
    if (bytes.length !== (to - from) * frameBytes) return
    try {
      if (this.type === mp4) {
        buffer.appendBuffer(FragmentedMp4.mediaSegment(bytes, from))
      } else {
        if (this.appendedEnd !== from) {
          if (this.mediaSource.readyState === "open") buffer.abort()
          buffer.timestampOffset = framesToSeconds(from)
        }
        buffer.appendBuffer(bytes)
      }
      this.appendedEnd = to
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error
      this.reduceWindow(buffer)
    }
  }

  /** The browser's quota is exceeded: keep less in the buffer, and remove what is beyond. */
  private reduceWindow(buffer: SourceBuffer): void {
    this.window = reducedWindow
    this.appendedEnd = undefined
    const limit = (this.source?.playhead() ?? 0) + reducedWindow.ahead
    if (frameRanges(buffer.buffered).some(({ to }) => to > limit)) {
      buffer.remove(framesToSeconds(limit), durationSeconds)
    }
  }
}

const frameRanges = (ranges: TimeRanges): ReadonlyArray<FrameRange> =>
  Array.from({ length: ranges.length }, (_, index) => ({
    from: nearestFrame(ranges.start(index)),
    to: nearestFrame(ranges.end(index))
  }))

const nearestFrame = (seconds: number): number => Math.round(seconds / framesToSeconds(1))
