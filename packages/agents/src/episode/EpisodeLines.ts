import type { TaskOutput } from "@aethercast/cluster/TaskOutput"
import { framesToSeconds } from "@aethercast/domain/Clip"
import type { CutSegment, Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { endedEarly, EpisodeStatus, isOver } from "@aethercast/domain/EpisodeStatus"
import { type LineId, type TimelineLine, totalFrames } from "@aethercast/domain/Timeline"
import { Clock, Effect, Option } from "effect"
import type { EpisodeSession, SessionState } from "./EpisodeSession.ts"
import * as GenerationWindow from "./GenerationWindow.ts"
import * as LineOutcome from "./LineOutcome.ts"
import { LinePreparation } from "./LinePreparation.ts"
import { spliceAfter } from "./SplicePoint.ts"

const { Ended, Rest, Speak } = LinePreparation.cases
const { ChapterSpoken, LineFinished, LinesDropped, LineStarted, SegmentCut, StatusChanged } =
  EpisodeEvent.cases
const { Cancelled, Generating, Resting } = EpisodeStatus.cases
const { LeftOut } = LineOutcome.LineOutcome.cases

/**
 * Prepares a line: one of the script as soon as the generation window is open, one of an aside at once.
 * A line of the script is at the end of the timeline from then on; the first of an aside is put in when
 * it can be heard, and the others follow it.
 */
export const prepare = Effect.fnUntraced(function* (session: EpisodeSession, line: TimelineLine) {
  const before = yield* outcomeOf(session, line)
  if (Option.isSome(before)) return Ended.make({ outcome: before.value })
  if (line.aside === undefined) {
    yield* session.update((now) => ({ ...now, mayRunRest: false }))
    if (!(yield* awaitWindow(session))) return Rest.make({})
    const after = yield* startUnlessEnded(session, line)
    if (Option.isSome(after)) return Ended.make({ outcome: after.value })
  }
  yield* session.update((now) =>
    now.live.has(line.id)
      ? now
      : {
          ...now,
          live: new Map(now.live).set(line.id, { line, bytes: new Uint8Array(), outputs: 0 })
        }
  )
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
  const live = (yield* session.state).live.get(lineId)
  if (live === undefined) return
  if (output.sequence === 0) {
    yield* startUnlessEnded(session, live.line)
    yield* session.stored
  }
  yield* session.update((now) => {
    const line = now.live.get(lineId)
    if (line?.outputs !== output.sequence) return now
    const bytes = Buffer.concat([line.bytes, output.bytes])
    return {
      ...now,
      live: new Map(now.live).set(lineId, { ...line, bytes, outputs: line.outputs + 1 })
    }
  })
})

/** Ends a line: it has its clip, or is dropped. Returns when that is stored. */
export const finish = (
  session: EpisodeSession,
  line: TimelineLine,
  outcome: LineOutcome.LineOutcome
) =>
  session.exclusively(
    Effect.gen(function* () {
      yield* session.update((now) => ({
        ...now,
        live: new Map([...now.live].filter(([id]) => id !== line.id))
      }))
      if (Option.isSome(yield* outcomeOf(session, line))) return
      if (outcome._tag === "LeftOut") {
        yield* session.publish(LinesDropped.make({ lineIds: [line.id], reason: "not-spoken" }))
        return yield* session.stored
      }
      // An actor that was restarted meanwhile may have lost the start of the line.
      yield* startLine(session, line)
      // A line whose clip exists has emitted nothing: with its end it can be heard.
      yield* session.stored
      yield* session.publish(LineFinished.make({ lineId: line.id, clip: outcome.clip }))
      yield* session.stored
    })
  )

/** Puts a line on the timeline, unless it has ended: a listener may skip it at any time before. */
const startUnlessEnded = (session: EpisodeSession, line: TimelineLine) =>
  session.exclusively(
    Effect.gen(function* () {
      const outcome = yield* outcomeOf(session, line)
      if (Option.isNone(outcome)) yield* startLine(session, line)
      return outcome
    })
  )

/** Puts a line on the timeline, unless it is there. */
const startLine = Effect.fnUntraced(function* (session: EpisodeSession, line: TimelineLine) {
  const { episode, playhead } = yield* session.state
  const { lines } = episode.timeline
  if (lines.some(({ id }) => id === line.id)) return
  const now = yield* Clock.currentTimeMillis
  const previous = lines.findLast(({ aside }) => aside === line.aside)?.id
  const after =
    line.aside === undefined
      ? undefined
      : (previous ?? spliceAfter(episode.timeline, playhead, now))
  yield* session.publish(LineStarted.make({ line, ...(after !== undefined && { after }) }))
})

/** Cancels the episode, unless it is over: the line being spoken is dropped, and no other is added. */
export const cancel = Effect.fnUntraced(function* (session: EpisodeSession, reason: string) {
  yield* end(session, Cancelled.make({ reason }))
})

/**
 * Ends an episode that is not over before it is complete. A line that is not finished by then never
 * will be, and its listeners would wait for it.
 */
export const end = (session: EpisodeSession, status: EpisodeStatus) =>
  session.exclusively(
    Effect.gen(function* () {
      const { episode } = yield* session.state
      if (isOver(episode.status)) return
      const unfinished = episode.timeline.lines.filter(({ clip }) => clip === undefined)
      const lineIds = unfinished.map(({ id }) => id)
      if (lineIds.length > 0) {
        yield* session.publish(LinesDropped.make({ lineIds, reason: "not-spoken" }))
      }
      yield* session.publish(StatusChanged.make({ status }))
      yield* session.stored
    })
  )

/** Records what was written of a segment, unless that is recorded; returns what is recorded. */
export const cutSegment = (session: EpisodeSession, segment: number, cut: CutSegment) =>
  session.exclusively(
    Effect.gen(function* () {
      yield* session.publish(SegmentCut.make({ segment, cut }))
      yield* session.stored
      return (yield* session.state).episode.cutSegments[segment] ?? cut
    })
  )

/** Records how long a chapter is, unless that is recorded; returns what is recorded. */
export const measureChapter = (session: EpisodeSession, chapter: number, seconds: number) =>
  session.exclusively(
    Effect.gen(function* () {
      yield* session.publish(ChapterSpoken.make({ chapter, seconds }))
      yield* session.stored
      return (yield* session.state).episode.spokenSeconds[chapter] ?? seconds
    })
  )

export const isCancelled = ({ episode }: SessionState): boolean =>
  episode.status._tag === "Cancelled"

const outcomeOf = (session: EpisodeSession, line: TimelineLine) =>
  Effect.map(session.state, ({ episode }) =>
    Option.orElse(LineOutcome.recorded(episode.timeline, line.id), () => {
      if (endedEarly(episode.status)) {
        return Option.some(LeftOut.make({ reason: episode.status._tag }))
      }
      return isSkipped(episode, line)
        ? Option.some(LeftOut.make({ reason: "skipped" }))
        : Option.none()
    })
  )

/** Whether a listener has skipped the part that a line would belong to, before it was started. */
const isSkipped = (
  { steering: { asides, skipped }, timeline }: Episode,
  { aside, chapter, id }: TimelineLine
): boolean =>
  timeline.lines.every((line) => line.id !== id) &&
  (aside === undefined
    ? skipped.includes(chapter)
    : asides.some((known) => known.id === aside && known.isClosed))

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
  yield* session.queue.started
  yield* session.update((now) => ({ ...now, resumesAs: active(now.episode.status) }))
  yield* session.publish(StatusChanged.make({ status: Resting.make({}) }))
  const opened = yield* untilRest(session, session.windowChanges.awaitSome(isOpen))
  const before = yield* session.state
  yield* session.update((now) => ({ ...now, resumesAs: undefined }))
  if (Option.isNone(opened)) {
    yield* session.queue.rest(GenerationWindow.restLimit(before.audience, before.episode.timeline))
    yield* session.update((now) => ({ ...now, mayRunRest: true }))
    // A listener may have come meanwhile.
    yield* resumeRun(session)
    return false
  }
  if (isCancelled(opened.value)) return true
  const status = before.resumesAs ?? active(before.episode.status)
  yield* session.publish(StatusChanged.make({ status }))
  return true
})

/** Waits for the window to open; None once the run rests. */
const untilRest = Effect.fnUntraced(function* <A>(
  session: EpisodeSession,
  opened: Effect.Effect<A>
) {
  const closedAt = yield* Clock.currentTimeMillis
  while (true) {
    const { audience } = yield* session.state
    const left = GenerationWindow.restsAt(audience, closedAt) - (yield* Clock.currentTimeMillis)
    if (left <= 0) return Option.none<A>()
    const found = yield* Effect.timeoutOption(opened, left)
    if (Option.isSome(found)) return found
  }
})

/** The run begins, or is executed again: it has yet to get its turn. */
export const runBegins = (session: EpisodeSession) =>
  session.update((now) => ({ ...now, mayRunRest: true }))

/** Lets the run take part again if it rests and the window is open. */
export const resumeRun = Effect.fnUntraced(function* (session: EpisodeSession) {
  if (!(yield* session.state).mayRunRest || !(yield* isWindowOpen(session))) return
  yield* session.update((now) => ({ ...now, mayRunRest: false }))
  yield* session.queue.resume
})

const isWindowOpen = Effect.fnUntraced(function* (session: EpisodeSession) {
  const { audience, episode } = yield* session.state
  const generated = framesToSeconds(totalFrames(episode.timeline))
  const now = yield* Clock.currentTimeMillis
  return GenerationWindow.isOpen(generated, audience, now, yield* session.queue.isCrowded)
})

/** The status of an episode whose generation does not rest. */
const active = (status: EpisodeStatus): EpisodeStatus =>
  status._tag === "Generating" ? status : Generating.make({ stage: "speaking" })
