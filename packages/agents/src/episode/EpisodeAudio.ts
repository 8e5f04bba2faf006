import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { type Clip, frameBytes, framesToSeconds } from "@aethercast/domain/Clip"
import { type Episode, isFinal } from "@aethercast/domain/Episode"
import { endedEarly } from "@aethercast/domain/EpisodeStatus"
import {
  type Cursor,
  framesOf,
  type LineId,
  type Position,
  positionOf,
  type TimelineLine
} from "@aethercast/domain/Timeline"
import { Array, Effect, Option } from "effect"
import type { Clips } from "../store/Clips.ts"
import type { EpisodeSession, SessionState } from "./EpisodeSession.ts"

/** Frames per chunk: at most 1.2 s, 9,600 bytes. */
const framesPerChunk = 50

/**
 * A listener who has received so much more than anybody has played, in seconds, gets whole lines. The
 * others get frames as they are made, every 120 ms: far more messages for the same audio. Positions are
 * reported every 5 s, and at twice its pace the audio lasts half as long: the listener has at least 10 s
 * left, and a wait for a slow line ends after another 5.
 */
const comfortableSeconds = 30

/** What a listener is sent next. */
type NextAudio =
  | { readonly _tag: "Stored"; readonly line: TimelineLine; readonly clip: Clip }
  | { readonly _tag: "Live"; readonly line: TimelineLine; readonly bytes: Uint8Array }
  | { readonly _tag: "Wait" }
  | { readonly _tag: "End" }

/** One round of long polling for the audio that follows a cursor: see `poll`. */
export const longPoll = Effect.fnUntraced(function* (
  session: EpisodeSession,
  clips: Clips["Service"],
  from: Cursor | undefined,
  download: boolean
) {
  const state = yield* session.state
  const getsLines = download || hasEnough(state, positionIn(state, from))
  const signal = getsLines ? session.changes : session.audioChanges
  return yield* signal.longPoll(poll(session, clips, from, download))
})

/**
 * The audio that follows a cursor; None while there is none yet. A download gets finished lines only,
 * once they are stored: no byte that it got is ever another one, on whatever node it is resumed.
 */
export const poll = Effect.fnUntraced(function* (
  session: EpisodeSession,
  clips: Clips["Service"],
  from: Cursor | undefined,
  download: boolean
) {
  const state = yield* session.state
  const { timeline } = state.episode
  const { frame, index } = positionIn(state, from)
  const next = nextAudio(state, { index, frame })
  const after = index === 0 ? undefined : timeline.lines[index - 1]?.id
  switch (next._tag) {
    case "End":
      return Option.some({ chunks: [], ended: true })
    case "Wait":
      return Option.none()
    case "Live": {
      if (download) return Option.none()
      const chunk = new AudioChunk({
        ...placeOf(next.line, after),
        frame,
        bytes: next.bytes,
        ended: false
      })
      return Option.some({ chunks: [chunk], ended: false })
    }
    case "Stored": {
      if (download) yield* session.stored
      const bytes = yield* Effect.orDie(clips.bytes(next.clip))
      return Option.some({
        chunks: chunksOf(placeOf(next.line, after), frame, bytes),
        ended: false
      })
    }
  }
})

const positionIn = (
  { episode: { timeline } }: SessionState,
  cursor: Cursor | undefined
): Position =>
  cursor === undefined
    ? { index: 0, frame: 0 }
    : (positionOf(timeline, cursor) ?? { index: timeline.lines.length, frame: 0 })

/** Whether a listener who has received all before a position can wait: see `comfortableSeconds`. */
const hasEnough = (
  { audience, episode: { timeline }, playhead }: SessionState,
  { frame, index }: Position
): boolean => {
  const before = timeline.lines.slice(0, index).reduce((sum, line) => sum + framesOf(line), frame)
  // Nobody has reported to this activation yet: its listeners may be anywhere.
  return playhead !== undefined && framesToSeconds(before) >= audience.furthest + comfortableSeconds
}

/** What follows a position. */
export const nextAudio = (state: SessionState, position: Position): NextAudio => {
  const { frame, index } = position
  const { lines } = state.episode.timeline
  const line = lines[index]
  if (frame === 0 && continuesAside(state.episode, lines[index - 1], line)) return { _tag: "Wait" }
  if (line === undefined) {
    return isFinal(state.episode) ? { _tag: "End" } : { _tag: "Wait" }
  }
  if (line.clip !== undefined) return { _tag: "Stored", line, clip: line.clip }
  const live = state.live.get(line.id)
  if (live === undefined || hasEnough(state, position)) return { _tag: "Wait" }
  const bytes = live.bytes.subarray(frame * frameBytes)
  return bytes.length === 0 ? { _tag: "Wait" } : { _tag: "Live", line, bytes }
}

/**
 * Whether another line of an aside will be put in between two lines. A listener who went on without it
 * would never hear it.
 */
const continuesAside = (
  { status, steering }: Episode,
  before: TimelineLine | undefined,
  after: TimelineLine | undefined
): boolean =>
  before?.aside !== undefined &&
  after?.aside !== before.aside &&
  steering.asides.some(({ id, isClosed }) => id === before.aside && !isClosed) &&
  !endedEarly(status)

type Place = Pick<AudioChunk, "line" | "after">

const placeOf = ({ id }: TimelineLine, after: LineId | undefined): Place => ({
  line: id,
  ...(after !== undefined && { after })
})

const chunksOf = (place: Place, from: number, bytes: Uint8Array): ReadonlyArray<AudioChunk> => {
  const rest = bytes.subarray(from * frameBytes)
  const size = framesPerChunk * frameBytes
  return Array.makeBy(Math.max(1, Math.ceil(rest.length / size)), (n) => {
    const part = rest.subarray(n * size, (n + 1) * size)
    const ended = (n + 1) * size >= rest.length
    return new AudioChunk({ ...place, frame: from + n * framesPerChunk, bytes: part, ended })
  })
}
