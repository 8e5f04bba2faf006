import { type Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { isOver } from "@aethercast/domain/EpisodeStatus"
import { ImpossiblePosition } from "@aethercast/domain/ListeningPosition"
import type { Aside } from "@aethercast/domain/Steering"
import { isReachable, positionOf } from "@aethercast/domain/Timeline"
import { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { Clock, Effect, Latch, Option, Ref, Scope, Semaphore } from "effect"
import { commissionOf } from "../orchestrator/AsideCommission.ts"
import { AsideWorkflow } from "../orchestrator/AsideWorkflow.ts"
import { Clips } from "../store/Clips.ts"
import { Episodes } from "../store/Episodes.ts"
import * as EpisodeAudio from "./EpisodeAudio.ts"
import * as EpisodeEvents from "./EpisodeEvents.ts"
import * as EpisodeLines from "./EpisodeLines.ts"
import { EpisodeEntity } from "./EpisodeProtocol.ts"
import { latest } from "./SplicePoint.ts"
import * as EpisodeSession from "./EpisodeSession.ts"
import * as EpisodeSteering from "./EpisodeSteering.ts"
import * as GenerationWindow from "./GenerationWindow.ts"

/** Serves episodes on this node: see `EpisodeEntity`. */
export const EpisodeActorLayer = EpisodeEntity.toLayer(
  Effect.gen(function* () {
    const episodes = yield* Episodes
    const clips = yield* Clips
    const queue = yield* RunQueue
    const workflows = yield* WorkflowClient
    const scope = yield* Scope.Scope
    const startAside = (episode: Episode, aside: Aside) =>
      AsideWorkflow.start(commissionOf(episode, aside), { parent: episode.workflowId }).pipe(
        Effect.provideService(WorkflowClient, workflows),
        Effect.asVoid
      )
    const opened = yield* Latch.make()
    const activating = yield* Semaphore.make(1)
    const current = yield* Ref.make<Option.Option<EpisodeSession.EpisodeSession>>(Option.none())

    const sessionOf = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      const active = yield* Ref.get(current)
      return Option.isSome(active)
        ? active.value
        : yield* activating.withPermit(activate(episodeId))
    })

    /** Loads the episode, unless it was loaded meanwhile: after a takeover all its listeners come at once. */
    const activate = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      const active = yield* Ref.get(current)
      if (Option.isSome(active)) return active.value
      const stored = yield* episodes.find(episodeId)
      if (Option.isNone(stored)) return yield* new EpisodeNotFound({ episodeId })
      const session = yield* EpisodeSession.make(stored.value).pipe(
        Effect.provideService(Episodes, episodes),
        Effect.provideService(RunQueue, queue),
        Effect.provideService(Scope.Scope, scope)
      )
      yield* Ref.set(current, Option.some(session))
      yield* Effect.forkIn(EpisodeSteering.startOpenAsides(session, startAside), scope)
      return session
    })

    /** For a listener, who may arrive before the episode is opened. */
    const sessionSoon = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      return yield* Effect.catchTag(sessionOf(episodeId), "EpisodeNotFound", () =>
        Effect.andThen(Effect.timeoutOption(Latch.await(opened), "3 seconds"), sessionOf(episodeId))
      )
    })

    return EpisodeEntity.of({
      Open: Effect.fnUntraced(function* ({ payload: { episode } }) {
        yield* episodes.open(episode)
        // One that was deleted meanwhile is not opened.
        const session = yield* Effect.option(sessionOf(episode.id))
        if (Option.isSome(session)) yield* EpisodeLines.runBegins(session.value)
        yield* Latch.open(opened)
      }),

      Publish: Effect.fnUntraced(function* ({ payload: { episodeId, event } }) {
        const session = yield* sessionOf(episodeId)
        const state = yield* session.state
        if (event._tag === "Snapshot" || EpisodeLines.isCancelled(state)) return
        // A run that is executed again publishes its statuses again.
        if (event._tag === "StatusChanged" && isOver(state.episode.status)) return
        const isResting = state.resumesAs !== undefined
        // The script is still written while speech rests: its status applies after that.
        if (isResting && event._tag === "StatusChanged" && event.status._tag === "Generating") {
          return yield* session.update((now) => ({ ...now, resumesAs: event.status }))
        }
        if (event._tag === "StatusChanged" && event.status._tag === "Failed") {
          return yield* EpisodeLines.end(session, event.status)
        }
        yield* session.publish(event)
        // The first line of a chapter does not wait until the chapter is stored.
        if (event._tag !== "ChapterOpened") yield* session.stored
      }),

      PrepareLine: ({ payload: { episodeId, line } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) => EpisodeLines.prepare(session, line)),

      AppendFrames: ({ payload: { episodeId, lineId, output } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeLines.append(session, lineId, output)
        ),

      FinishLine: ({ payload: { episodeId, line, outcome } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeLines.finish(session, line, outcome)
        ),

      Cancel: ({ payload: { episodeId, reason } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) => EpisodeLines.cancel(session, reason)),

      Delete: Effect.fnUntraced(function* ({ payload: { episodeId } }) {
        const active = yield* Ref.getAndSet(current, Option.none())
        // What is being stored would otherwise be stored after the deletion.
        if (Option.isSome(active)) yield* active.value.stored
        yield* episodes.remove(episodeId)
        if (Option.isSome(active)) yield* active.value.changes.notify
      }),

      Get: Effect.fnUntraced(function* ({ payload: { episodeId } }) {
        return yield* EpisodeEvents.visibleEpisode(yield* sessionOf(episodeId))
      }),

      PollEvents: Effect.fnUntraced(function* ({ payload: { after, episodeId } }) {
        const session = yield* sessionSoon(episodeId)
        const polled = yield* session.changes.longPoll(EpisodeEvents.poll(session, after))
        return Option.getOrElse(polled, () => ({
          offset: after ?? { activation: session.activation, count: 0 },
          events: []
        }))
      }),

      PollAudio: Effect.fnUntraced(function* ({
        payload: { download, episodeId, from, listener }
      }) {
        const session = yield* sessionSoon(episodeId)
        const { timeline } = (yield* session.state).episode
        // Without a position that exists it is no listener, and must not keep the generation going.
        if (from !== undefined && positionOf(timeline, from) === undefined) {
          return yield* new ImpossiblePosition({ cursor: from })
        }
        const now = yield* Clock.currentTimeMillis
        yield* session.update((state) => ({
          ...state,
          audience: GenerationWindow.renewLease(state.audience, listener, download, now)
        }))
        yield* EpisodeLines.resumeRun(session)
        const polled = yield* EpisodeAudio.longPoll(session, clips, from, download)
        return Option.getOrElse(polled, () => ({ chunks: [], ended: false }))
      }),

      ReportPosition: Effect.fnUntraced(function* ({ payload }) {
        const { cursor, episodeId, isPlaying } = payload
        const session = yield* sessionOf(episodeId)
        const { episode } = yield* session.state
        if (!isReachable(episode.timeline, cursor)) return yield* new ImpossiblePosition({ cursor })
        const present = yield* Clock.currentTimeMillis
        const reported = { cursor, isPlaying, at: Math.min(payload.at ?? present, present) }
        yield* session.update((now) => ({
          ...now,
          playhead: latest(now.playhead, reported),
          audience: GenerationWindow.reach(now.audience, now.episode.timeline, cursor)
        }))
        yield* EpisodeLines.resumeRun(session)
      }),

      Steer: ({ payload: { command, episodeId, heard } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeSteering.steer(session, command, heard, startAside)
        ),

      DirectChapter: ({ payload: { chapter, episodeId } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeSteering.directChapter(session, chapter)
        ),

      MeasureChapter: ({ payload: { chapter, episodeId, seconds } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeLines.measureChapter(session, chapter, seconds)
        ),

      CutSegment: ({ payload: { cut, episodeId, segment } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeLines.cutSegment(session, segment, cut)
        ),

      CloseAside: ({ payload: { aside, episodeId } }) =>
        Effect.flatMap(sessionOf(episodeId), (session) =>
          EpisodeSteering.closeAside(session, aside)
        )
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "1 minute" }
)
