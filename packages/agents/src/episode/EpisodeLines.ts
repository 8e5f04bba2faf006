import type { TaskOutput } from "@aethercast/cluster/TaskOutput"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeStatus, isOver } from "@aethercast/domain/EpisodeStatus"
import { type LineId, type TimelineLine, totalFrames } from "@aethercast/domain/Timeline"
import { Clock, Effect, Option } from "effect"
import type { EpisodeSession, SessionState } from "./EpisodeSession.ts"
import * as GenerationWindow from "./GenerationWindow.ts"
import * as LineOutcome from "./LineOutcome.ts"
import { LinePreparation } from "./LinePreparation.ts"

const { Ended, Rest, Speak } = LinePreparation.cases
const { LineFinished, LinesDropped, LineStarted, StatusChanged } = EpisodeEvent.cases
const { Cancelled, Generating, Resting } = EpisodeStatus.cases

/** Starts a line at the end of the timeline as soon as the generation window is open. */
export const prepare = Effect.fnUntraced(function* (session: EpisodeSession, line: TimelineLine) {
  const before = yield* outcomeOf(session, line.id)
  if (Option.isSome(before)) return Ended.make({ outcome: before.value })
  yield* session.update((now) => ({ ...now, isRunResting: false }))
  if (!(yield* awaitWindow(session))) return Rest.make({})
  const after = yield* outcomeOf(session, line.id)
  if (Option.isSome(after)) return Ended.make({ outcome: after.value })
  yield* session.update((now) =>
    now.live?.lineId === line.id ? now : { ...now, live: { lineId: line.id, chunks: [] } }
  )
  yield* session.publish(LineStarted.make({ line }))
  return Speak.make({})
})

/**
 * Appends output of VoiceForge to the line being spoken; output that was appended before is ignored.
 * Nothing of a line is heard before its start is stored: every line that a listener knows survives.
 */
export const append = Effect.fnUntraced(function* (
  session: EpisodeSession,
  lineId: LineId,
  output: TaskOutput
) {
  if (output.sequence === 0) yield* session.stored
  yield* session.update((now) =>
    now.live?.lineId === lineId && now.live.chunks.length === output.sequence
      ? { ...now, live: { lineId, chunks: [...now.live.chunks, output.bytes] } }
      : now
  )
})

/** Ends a line: it has its clip, or is dropped. Returns when that is stored. */
export const finish = (
  session: EpisodeSession,
  line: TimelineLine,
  outcome: LineOutcome.LineOutcome
) =>
  session.exclusively(
    Effect.gen(function* () {
      if (Option.isSome(yield* outcomeOf(session, line.id))) return
      if (outcome._tag === "LeftOut") {
        yield* session.publish(LinesDropped.make({ lineIds: [line.id], reason: "not-spoken" }))
        return yield* session.stored
      }
      // An actor that was restarted meanwhile may have lost the start of the line.
      yield* session.publish(LineStarted.make({ line }))
      yield* session.publish(LineFinished.make({ lineId: line.id, clip: outcome.clip }))
      yield* session.stored
    })
  )

/** Cancels the episode, unless it is over: the line being spoken is dropped, and no other is added. */
export const cancel = (session: EpisodeSession, reason: string) =>
  session.exclusively(
    Effect.gen(function* () {
      const { episode } = yield* session.state
      if (isOver(episode.status)) return
      const unfinished = episode.timeline.lines.filter(({ clip }) => clip === undefined)
      const lineIds = unfinished.map(({ id }) => id)
      yield* session.publish(LinesDropped.make({ lineIds, reason: "not-spoken" }))
      yield* session.publish(StatusChanged.make({ status: Cancelled.make({ reason }) }))
      yield* session.stored
    })
  )

export const isCancelled = ({ episode }: SessionState): boolean =>
  episode.status._tag === "Cancelled"

const outcomeOf = (session: EpisodeSession, lineId: LineId) =>
  Effect.map(session.state, (state) =>
    isCancelled(state)
      ? Option.some(LineOutcome.LineOutcome.cases.LeftOut.make({ reason: "Cancelled" }))
      : LineOutcome.recorded(state.episode.timeline, lineId)
  )

/**
 * Waits until the window is open, or the episode is cancelled; the status is `Resting` meanwhile. False
 * when it stayed closed for so long that the run rests.
 */
const awaitWindow = Effect.fnUntraced(function* (session: EpisodeSession) {
  const isOpen = Effect.gen(function* () {
    const state = yield* session.state
    return isCancelled(state) || (yield* isWindowOpen(session)) ? Option.some(state) : Option.none()
  })
  const atOnce = yield* isOpen
  if (Option.isSome(atOnce)) {
    if (atOnce.value.episode.status._tag === "Resting") {
      yield* session.publish(StatusChanged.make({ status: active(atOnce.value.episode.status) }))
    }
    return true
  }
  yield* session.turn.started
  yield* session.update((now) => ({ ...now, resumesAs: active(now.episode.status) }))
  yield* session.publish(StatusChanged.make({ status: Resting.make({}) }))
  const opened = yield* session.changes
    .awaitSome(isOpen)
    .pipe(Effect.timeoutOption(GenerationWindow.patienceMillis((yield* session.state).audience)))
  const before = yield* session.state
  yield* session.update((now) => ({ ...now, resumesAs: undefined }))
  if (Option.isNone(opened)) {
    yield* session.turn.rest(GenerationWindow.restLimit(before.audience, before.episode.timeline))
    yield* session.update((now) => ({ ...now, isRunResting: true }))
    // A listener may have come meanwhile.
    yield* resumeRun(session)
    return false
  }
  if (isCancelled(opened.value)) return true
  const status = before.resumesAs ?? active(before.episode.status)
  yield* session.publish(StatusChanged.make({ status }))
  return true
})

/** Lets a run that rests take part again if the window is open. */
export const resumeRun = Effect.fnUntraced(function* (session: EpisodeSession) {
  if (!(yield* session.state).isRunResting || !(yield* isWindowOpen(session))) return
  yield* session.update((now) => ({ ...now, isRunResting: false }))
  yield* session.turn.resume
})

const isWindowOpen = Effect.fnUntraced(function* (session: EpisodeSession) {
  const { audience, episode } = yield* session.state
  const generated = framesToSeconds(totalFrames(episode.timeline))
  const now = yield* Clock.currentTimeMillis
  return GenerationWindow.isOpen(generated, audience, now, yield* session.turn.isCrowded)
})

/** The status of an episode whose generation does not rest. */
const active = (status: EpisodeStatus): EpisodeStatus =>
  status._tag === "Generating" ? status : Generating.make({ stage: "speaking" })
