import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import { frameBytes, frameMillis } from "@aethercast/domain/Clip"
import { Cursor } from "@aethercast/domain/Timeline"

/** Frames that are there before playback begins: a second. */
const preroll = 42

/** Plays received audio at real pace, without decoding it. Times are in milliseconds. */
export class VirtualPlayer {
  private readonly chunks: Array<AudioChunk> = []
  private received = 0
  private played = 0
  private playsSince: number | undefined
  private before = 0
  /** The chunk that plays, and the frames of those before it. */
  private current = 0
  private passed = 0

  /** How often, and for how long in all, there was nothing to play. */
  underruns = 0
  stalledMillis = 0

  receive(chunk: AudioChunk): void {
    this.chunks.push(chunk)
    this.received += chunk.bytes.length / frameBytes
  }

  /** What was received and not yet played, in seconds. */
  get leadSeconds(): number {
    return ((this.received - this.played) * frameMillis) / 1000
  }

  /** Plays what is due at `now`. */
  advance(now: number): void {
    if (this.playsSince === undefined) {
      if (this.received < preroll) return
      this.playsSince = this.before = now
    }
    const due = (now - this.before) / frameMillis
    const frames = Math.min(due, this.received - this.played)
    this.before = now
    this.played += frames
    if (frames === due || this.hasEnded) {
      this.isStalled = false
      return
    }
    if (!this.isStalled) this.underruns++
    this.isStalled = true
    this.stalledMillis += (due - frames) * frameMillis
  }

  private isStalled = false

  /** Nothing follows what was received. */
  end(): void {
    this.hasEnded = true
  }

  /** Whether everything was received, and less than a minute of it is left to play. */
  get isEnding(): boolean {
    return this.hasEnded && this.leadSeconds < 60
  }

  private hasEnded = false

  /** What plays; absent before anything does. */
  cursor(): Cursor | undefined {
    if (this.playsSince === undefined) return undefined
    for (;;) {
      const chunk = this.chunks[this.current]
      if (chunk === undefined) return undefined
      const frames = chunk.bytes.length / frameBytes
      if (this.played <= this.passed + frames) {
        const frame = chunk.frame + Math.floor(this.played - this.passed)
        return new Cursor({ line: chunk.line, frame })
      }
      this.passed += frames
      this.current++
    }
  }
}
