import type { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { type Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type * as EpisodeState from "@aethercast/domain/EpisodeState"
import { precedes, TimelineLine, totalFrames } from "@aethercast/domain/Timeline"
import { Clock, Effect, Latch, Option, Ref, Scope, Semaphore } from "effect"
import { Entity } from "effect/cluster"
import { Clips } from "../store/Clips.ts"
import { Episodes } from "../store/Episodes.ts"
import { SpokenLine } from "../voice/SpeechSynthesizer.ts"
import { VoiceForge } from "../agents/VoiceForge.ts"
import { EpisodeEntity, LineOutcome } from "./EpisodeProtocol.ts"
import * as GenerationWindow from "./GenerationWindow.ts"
import * as EpisodeAudio from "./EpisodeAudio.ts"
import * as EpisodeSession from "./EpisodeSession.ts"

/** Serves episodes on this node: see `EpisodeEntity`. */
export const EpisodeActorLayer = EpisodeEntity.toLayer(
  Effect.gen(function* () {
    const episodes = yield* Episodes
    const clips = yield* Clips
    const scope = yield* Scope.Scope
    const { entityId } = yield* Entity.CurrentAddress
    const services = yield* Effect.context<TaskDispatcher>()
    const opened = yield* Latch.make()
    /** Serializes saves, so that an older state never overwrites a newer one. */
    const saving = yield* Semaphore.make(1)
    /** One line at a time: who asks for a line that is being spoken gets its clip. */
    const speaking = yield* Semaphore.make(1)
    const current = yield* Ref.make<Option.Option<EpisodeSession.EpisodeSession>>(Option.none())

    const sessionOf = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      const known = yield* Ref.get(current)
      if (Option.isSome(known)) return known.value
      const stored = yield* episodes.find(episodeId)
      if (Option.isNone(stored)) return yield* new EpisodeNotFound({ episodeId })
      return yield* enter(stored.value)
    })

    /** For a listener that may arrive before the episode is opened. */
    const sessionSoon = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      return yield* Effect.catchTag(sessionOf(episodeId), "EpisodeNotFound", () =>
        Effect.andThen(Effect.timeoutOption(Latch.await(opened), "3 seconds"), sessionOf(episodeId))
      )
    })

    const enter = Effect.fnUntraced(function* (episode: Episode) {
      const made = yield* EpisodeSession.make(episode)
      // Two concurrent first messages may both load it; one session is kept.
      return yield* Ref.modify(current, (known) =>
        Option.isSome(known) ? [known.value, known] : [made, Option.some(made)]
      )
    })

    const publish = Effect.fnUntraced(function* (
      session: EpisodeSession.EpisodeSession,
      event: EpisodeState.Change
    ) {
      yield* session.publish(event)
      const save = saving.withPermits(1)(
        Effect.flatMap(session.state, ({ episode }) => episodes.save(episode))
      )
      // Saved in the background: the first line of the chapter does not wait for it.
      yield* event._tag === "ChapterOpened" ? Effect.forkIn(save, scope) : save
    })

    /** Waits until another line may be generated; the status says so meanwhile. */
    const awaitWindow = Effect.fnUntraced(function* (session: EpisodeSession.EpisodeSession) {
      const isOpen = Effect.gen(function* () {
        const { audience, episode } = yield* session.state
        const now = yield* Clock.currentTimeMillis
        const generated = framesToSeconds(totalFrames(episode.timeline))
        return GenerationWindow.isOpen(generated, audience, now)
          ? Option.some(undefined)
          : Option.none()
      })
      if (Option.isSome(yield* isOpen)) return
      yield* session.update((now) => ({ ...now, resumesAs: active(now.episode.status) }))
      yield* publish(session, StatusChanged.make({ status: EpisodeStatus.cases.Resting.make({}) }))
      yield* session.changes.awaitSome(isOpen)
      const { episode, resumesAs } = yield* session.state
      yield* session.update((now) => ({ ...now, resumesAs: undefined }))
      yield* publish(session, StatusChanged.make({ status: resumesAs ?? active(episode.status) }))
    })

    return EpisodeEntity.of({
      Open: Effect.fnUntraced(function* ({ payload: { episode } }) {
        yield* episodes.open(episode)
        yield* Effect.orDie(sessionOf(episode.id))
        yield* Latch.open(opened)
      }),

      Publish: Effect.fnUntraced(function* ({ payload: { episodeId, event } }) {
        const session = yield* Effect.orDie(sessionOf(episodeId))
        if (event._tag === "Snapshot") return
        const isResting = (yield* session.state).resumesAs !== undefined
        // The script is still written while speech rests: its status applies after that.
        if (isResting && event._tag === "StatusChanged" && event.status._tag === "Generating") {
          return yield* session.update((now) => ({ ...now, resumesAs: event.status }))
        }
        yield* publish(session, event)
      }),

      Speak: Effect.fnUntraced(function* ({ payload }) {
        const session = yield* sessionOf(payload.episodeId)
        const before = (yield* session.state).episode
        const known = before.timeline.lines.find((line) => line.id === payload.lineId)
        if (known?.clip !== undefined) return LineOutcome.cases.Spoken.make({ clip: known.clip })
        // It was left out before, and the timeline went on without it.
        if (before.timeline.lines.some(({ id }) => precedes(payload.lineId, id))) {
          return LineOutcome.cases.LeftOut.make({ reason: "PassedOver" })
        }

        yield* awaitWindow(session)
        const line = new TimelineLine({
          id: payload.lineId,
          chapter: payload.chapter,
          speaker: payload.line.speaker,
          text: payload.line.text,
          passages: payload.line.passages,
          sources: payload.sources
        })
        yield* session.update((now) => ({ ...now, live: { lineId: line.id, chunks: [] } }))
        yield* session.publish(EpisodeEvent.cases.LineStarted.make({ line }))

        const spoken = yield* VoiceForge.askStreaming(
          `voice/${line.id}`,
          new SpokenLine({
            speaker: line.speaker,
            text: line.text,
            pauseMillis: payload.line.pauseMillis
          }),
          ({ bytes }) =>
            session.update((now) =>
              now.live?.lineId === line.id
                ? { ...now, live: { ...now.live, chunks: [...now.live.chunks, bytes] } }
                : now
            )
        ).pipe(
          Effect.map((clip) => LineOutcome.cases.Spoken.make({ clip })),
          Effect.catch((failure) =>
            Effect.succeed(LineOutcome.cases.LeftOut.make({ reason: failure._tag }))
          ),
          Effect.provideServiceEffect(
            WorkflowRun,
            WorkflowRun.make({
              workflowId: before.workflowId,
              entityId,
              priority: 9,
              tenant: payload.tenant,
              versions: payload.versions,
              order: payload.order
            })
          ),
          Effect.provideContext(services)
        )

        if (spoken._tag === "LeftOut") {
          yield* session.publish(EpisodeEvent.cases.LineLeftOut.make({ lineId: line.id }))
          return spoken
        }
        const { clip } = spoken
        const { lines } = (yield* session.state).episode.timeline
        const ordinal = lines.findIndex((other) => other.id === line.id)
        yield* episodes.addLine(payload.episodeId, ordinal, new TimelineLine({ ...line, clip }))
        yield* session.publish(EpisodeEvent.cases.LineFinished.make({ lineId: line.id, clip }))
        return spoken
      }, speaking.withPermits(1)),

      Get: Effect.fnUntraced(function* ({ payload: { episodeId } }) {
        const session = yield* sessionOf(episodeId)
        return (yield* session.state).episode
      }),

      PollEvents: Effect.fnUntraced(function* ({ payload: { after, episodeId } }) {
        const session = yield* sessionSoon(episodeId)
        const { activation } = session
        const seen = after?.activation === activation ? after.count : undefined
        const events = Effect.map(session.state, ({ episode, log }) =>
          seen !== undefined && log.length <= seen
            ? Option.none()
            : Option.some({
                offset: { activation, count: log.length },
                events:
                  seen === undefined
                    ? [EpisodeEvent.cases.Snapshot.make({ episode })]
                    : log.slice(seen)
              })
        )
        const polled = yield* session.changes.longPoll(events)
        return Option.getOrElse(polled, () => ({
          offset: { activation, count: seen ?? 0 },
          events: []
        }))
      }),

      PollAudio: Effect.fnUntraced(function* ({
        payload: { download, episodeId, from, listener }
      }) {
        const session = yield* sessionSoon(episodeId)
        const now = yield* Clock.currentTimeMillis
        yield* session.update((state) => ({
          ...state,
          audience: GenerationWindow.renewLease(state.audience, listener, download, now)
        }))
        const polled = yield* session.changes.longPoll(EpisodeAudio.poll(session, clips, from))
        return Option.getOrElse(polled, () => ({ chunks: [], ended: false }))
      }),

      ReportPosition: Effect.fnUntraced(function* ({ payload: { cursor, episodeId } }) {
        const session = yield* sessionOf(episodeId)
        yield* session.update((now) => ({
          ...now,
          audience: GenerationWindow.reach(now.audience, now.episode.timeline, cursor)
        }))
      })
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "1 minute" }
)

const { StatusChanged } = EpisodeEvent.cases

/** The status of an episode whose generation does not rest. */
const active = (status: EpisodeStatus): EpisodeStatus =>
  status._tag === "Generating" ? status : EpisodeStatus.cases.Generating.make({ stage: "speaking" })
