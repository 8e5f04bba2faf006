import { type Clip, frameBytes } from "@aethercast/domain/Clip"
import { AudioChunk } from "@aethercast/domain/Episode"
import type { Cursor, TimelineLine } from "@aethercast/domain/Timeline"
import { type Cause, Effect, Queue } from "effect"
import { Clips } from "../store/Clips.ts"
import type { Stage, StageState } from "./Stage.ts"

/** Frames of a stored clip that travel together: 1.2 s, 9,600 bytes. */
const framesPerChunk = 50

/** What a listener is to be sent next. */
type Next =
  | { readonly _tag: "Stored"; readonly line: TimelineLine; readonly clip: Clip }
  | { readonly _tag: "Live"; readonly line: TimelineLine; readonly bytes: Uint8Array }
  | { readonly _tag: "Wait" }
  | { readonly _tag: "End" }

/**
 * Sends the frames of an episode in order from a cursor on, as fast as the queue takes them, first
 * what is stored and then what is being made. Ends the queue when the episode ended.
 */
export const send = Effect.fnUntraced(function* (
  stage: Stage,
  clips: Clips["Service"],
  queue: Queue.Queue<AudioChunk, Cause.Done>,
  from: Cursor | undefined
) {
  const next = yield* stage.bell
  const start = positionOf(yield* stage.state, from)
  let { frame, index } = start
  let at = start.line

  while (true) {
    const state = yield* stage.state
    const line = state.episode.timeline.lines[index]
    // The line was left out after it had begun: the next one stands in its place.
    if (at !== undefined && line !== undefined && line.id !== at) frame = 0
    at = line?.id
    const step = decide(state, index, frame)
    switch (step._tag) {
      case "Wait":
        yield* next
        break
      case "End":
        return yield* Queue.end(queue)
      case "Live": {
        yield* Queue.offer(
          queue,
          new AudioChunk({ line: step.line.id, frame, bytes: step.bytes, ended: false })
        )
        frame += step.bytes.length / frameBytes
        break
      }
      case "Stored": {
        const bytes = yield* Effect.orDie(clips.bytes(step.clip))
        do {
          const piece = bytes.slice(frame * frameBytes, (frame + framesPerChunk) * frameBytes)
          const after = Math.min(frame + framesPerChunk, step.clip.frames)
          const ended = after === step.clip.frames
          yield* Queue.offer(
            queue,
            new AudioChunk({ line: step.line.id, frame, bytes: piece, ended })
          )
          frame = after
        } while (frame < step.clip.frames)
        index += 1
        frame = 0
        at = undefined
        break
      }
    }
  }
})

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

const positionOf = (state: StageState, from: Cursor | undefined) => {
  const index = state.episode.timeline.lines.findIndex((line) => line.id === from?.line)
  return from === undefined || index === -1
    ? { index: 0, frame: 0, line: undefined }
    : { index, frame: from.frame, line: from.line }
}
