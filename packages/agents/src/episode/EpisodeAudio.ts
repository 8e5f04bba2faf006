import { type Clip, frameBytes } from "@aethercast/domain/Clip"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { type Cursor, type LineId, precedes, type TimelineLine } from "@aethercast/domain/Timeline"
import { Array, Effect } from "effect"
import type { Clips } from "../store/Clips.ts"
import type { Stage, StageState } from "./EpisodeSession.ts"

/** Frames of a stored clip that travel together: 1.2 s, 9,600 bytes. */
const framesPerChunk = 50

/** What a listener is to be sent next. */
type Next =
  | { readonly _tag: "Stored"; readonly line: TimelineLine; readonly clip: Clip }
  | { readonly _tag: "Live"; readonly line: TimelineLine; readonly bytes: Uint8Array }
  | { readonly _tag: "Wait" }
  | { readonly _tag: "End" }

/**
 * The frames that come next from a cursor on, as many as a listener is sent at once: first what is
 * stored, then what is being made. Waits for the next change when there are none yet.
 */
export const pull = Effect.fnUntraced(function* (
  stage: Stage,
  clips: Clips["Service"],
  from: Cursor | undefined
) {
  const next = yield* stage.bell
  while (true) {
    const state = yield* stage.state
    const { frame, index } = positionOf(state.episode.timeline.lines, from)
    const step = decide(state, index, frame)
    switch (step._tag) {
      case "End":
        return { chunks: [], ended: true }
      case "Wait":
        yield* next
        break
      case "Live": {
        const { bytes, line } = step
        return {
          chunks: [new AudioChunk({ line: line.id, frame, bytes, ended: false })],
          ended: false
        }
      }
      case "Stored": {
        const bytes = yield* Effect.orDie(clips.bytes(step.clip))
        return { chunks: chunksOf(step.line.id, frame, bytes), ended: false }
      }
    }
  }
}, Effect.scoped)

/** What comes after `frame` of the line at `index`. */
export const decide = (state: StageState, index: number, frame: number): Next => {
  const { lines } = state.episode.timeline
  const line = lines[index]
  if (line === undefined) {
    const { _tag } = state.episode.status
    return _tag === "Complete" || _tag === "Failed" ? { _tag: "End" } : { _tag: "Wait" }
  }
  if (line.clip !== undefined) return { _tag: "Stored", line, clip: line.clip }
  if (state.live?.lineId !== line.id) return { _tag: "Wait" }
  const bytes = Buffer.concat(state.live.pieces).subarray(frame * frameBytes)
  return bytes.length === 0 ? { _tag: "Wait" } : { _tag: "Live", line, bytes }
}

/** Where a cursor stands. After a line that was left out, what follows stands in its place. */
const positionOf = (lines: ReadonlyArray<TimelineLine>, from: Cursor | undefined) => {
  if (from === undefined) return { index: 0, frame: 0 }
  const index = lines.findIndex((line) => !precedes(line.id, from.line))
  const line = lines[index]
  if (line === undefined) return { index: lines.length, frame: 0 }
  if (line.id !== from.line) return { index, frame: 0 }
  const isOver = line.clip !== undefined && from.frame >= line.clip.frames
  return isOver ? { index: index + 1, frame: 0 } : { index, frame: from.frame }
}

/** A clip from one of its frames on, in pieces. */
const chunksOf = (line: LineId, from: number, bytes: Uint8Array): ReadonlyArray<AudioChunk> => {
  const rest = bytes.slice(from * frameBytes)
  const size = framesPerChunk * frameBytes
  return Array.makeBy(Math.max(1, Math.ceil(rest.length / size)), (n) => {
    const piece = rest.subarray(n * size, (n + 1) * size)
    const ended = (n + 1) * size >= rest.length
    return new AudioChunk({ line, frame: from + n * framesPerChunk, bytes: piece, ended })
  })
}
