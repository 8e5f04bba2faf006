import type { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { type Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type * as EpisodeState from "@aethercast/domain/EpisodeState"
import {
  type Cursor,
  precedes,
  secondsAt,
  TimelineLine,
  totalFrames
} from "@aethercast/domain/Timeline"
import { Clock, Effect, Latch, Option, Ref, Scope, Semaphore } from "effect"
import { Entity } from "effect/cluster"
import { Clips } from "../store/Clips.ts"
import { Episodes } from "../store/Episodes.ts"
import { SpokenLine } from "../voice/SpeechSynthesizer.ts"
import { VoiceForge } from "../agents/VoiceForge.ts"
import { EpisodeEntity, Spoken } from "./EpisodeProtocol.ts"
import { type Audience, leaseMillis, mayContinue } from "./GenerationWindow.ts"
import * as Listening from "./EpisodeAudio.ts"
import * as Stage from "./EpisodeSession.ts"

/** Serves episodes on this node: see `EpisodeEntity`. */
export const EpisodeActorLayer = EpisodeEntity.toLayer(
  Effect.gen(function* () {
    const episodes = yield* Episodes
    const clips = yield* Clips
    const scope = yield* Scope.Scope
    const { entityId } = yield* Entity.CurrentAddress
    const services = yield* Effect.context<TaskDispatcher>()
    const opened = yield* Latch.make()
    /** One save at a time, each of the latest: an older one must not overtake. */
    const saving = yield* Semaphore.make(1)
    /** One line at a time: who asks for a line that is being spoken gets its clip. */
    const speaking = yield* Semaphore.make(1)
    const current = yield* Ref.make<Option.Option<Stage.Stage>>(Option.none())

    const stageOf = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      const known = yield* Ref.get(current)
      if (Option.isSome(known)) return known.value
      const stored = yield* episodes.find(episodeId)
      if (Option.isNone(stored)) return yield* new EpisodeNotFound({ episodeId })
      return yield* enter(stored.value)
    })

    /** For a listener that may be faster than the start of the episode. */
    const stageSoon = Effect.fnUntraced(function* (episodeId: EpisodeId) {
      return yield* Effect.catchTag(stageOf(episodeId), "EpisodeNotFound", () =>
        Effect.andThen(Effect.timeoutOption(Latch.await(opened), "3 seconds"), stageOf(episodeId))
      )
    })

    const enter = Effect.fnUntraced(function* (episode: Episode) {
      const made = yield* Stage.make(episode)
      // Two first messages may load it at the same time; one of them stays.
      return yield* Ref.modify(current, (known) =>
        Option.isSome(known) ? [known.value, known] : [made, Option.some(made)]
      )
    })

    const tell = Effect.fnUntraced(function* (stage: Stage.Stage, event: EpisodeState.Change) {
      yield* stage.tell(event)
      const save = saving.withPermits(1)(
        Effect.flatMap(stage.state, ({ episode }) => episodes.save(episode))
      )
      // The first line of a chapter need not wait until the chapter is saved.
      yield* event._tag === "ChapterOpened" ? Effect.forkIn(save, scope) : save
    })

    /** Waits until another line may be made, and says so while it does. */
    const admission = Effect.fnUntraced(function* (stage: Stage.Stage) {
      const next = yield* stage.bell
      const admitted = Effect.gen(function* () {
        const { audience, episode } = yield* stage.state
        const now = yield* Clock.currentTimeMillis
        return mayContinue(framesToSeconds(totalFrames(episode.timeline)), audience, now)
      })
      if (yield* admitted) return
      yield* stage.update((now) => ({ ...now, wakesTo: awake(now.episode.status) }))
      yield* tell(stage, StatusChanged.make({ status: EpisodeStatus.cases.Resting.make({}) }))
      while (!(yield* admitted)) yield* next
      const { episode, wakesTo } = yield* stage.state
      yield* stage.update((now) => ({ ...now, wakesTo: undefined }))
      yield* tell(stage, StatusChanged.make({ status: wakesTo ?? awake(episode.status) }))
    }, Effect.scoped)

    return EpisodeEntity.of({
      Open: Effect.fnUntraced(function* ({ payload: { episode } }) {
        yield* episodes.open(episode)
        yield* Effect.orDie(stageOf(episode.id))
        yield* Latch.open(opened)
      }),

      Tell: Effect.fnUntraced(function* ({ payload: { episodeId, event } }) {
        const stage = yield* Effect.orDie(stageOf(episodeId))
        if (event._tag === "Snapshot") return
        const rests = (yield* stage.state).wakesTo !== undefined
        // The writing goes on while the voice rests, and says so: that is for later.
        if (rests && event._tag === "StatusChanged" && event.status._tag === "Generating") {
          return yield* stage.update((now) => ({ ...now, wakesTo: event.status }))
        }
        yield* tell(stage, event)
      }),

      Speak: Effect.fnUntraced(function* ({ payload }) {
        const stage = yield* stageOf(payload.episodeId)
        const before = (yield* stage.state).episode
        const known = before.timeline.lines.find((line) => line.id === payload.lineId)
        if (known?.clip !== undefined) return Spoken.cases.Heard.make({ clip: known.clip })
        // It was left out before, and the timeline went on without it.
        if (before.timeline.lines.some(({ id }) => precedes(payload.lineId, id))) {
          return Spoken.cases.LeftOut.make({ why: "PassedOver" })
        }

        yield* admission(stage)
        const line = new TimelineLine({
          id: payload.lineId,
          chapter: payload.chapter,
          speaker: payload.line.speaker,
          text: payload.line.text,
          passages: payload.line.passages,
          sources: payload.sources
        })
        yield* stage.update((now) => ({ ...now, live: { lineId: line.id, pieces: [] } }))
        yield* stage.tell(EpisodeEvent.cases.LineStarted.make({ line }))

        const spoken = yield* VoiceForge.askStreaming(
          `voice/${line.id}`,
          new SpokenLine({
            speaker: line.speaker,
            text: line.text,
            pauseMillis: payload.line.pauseMillis
          }),
          ({ bytes }) =>
            stage.update((now) =>
              now.live?.lineId === line.id
                ? { ...now, live: { ...now.live, pieces: [...now.live.pieces, bytes] } }
                : now
            )
        ).pipe(
          Effect.map((clip) => Spoken.cases.Heard.make({ clip })),
          Effect.catch((failure) =>
            Effect.succeed(Spoken.cases.LeftOut.make({ why: failure._tag }))
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
          yield* stage.tell(EpisodeEvent.cases.LineLeftOut.make({ lineId: line.id }))
          return spoken
        }
        const { clip } = spoken
        const { lines } = (yield* stage.state).episode.timeline
        const ordinal = lines.findIndex((other) => other.id === line.id)
        yield* episodes.addLine(payload.episodeId, ordinal, new TimelineLine({ ...line, clip }))
        yield* stage.tell(EpisodeEvent.cases.LineFinished.make({ lineId: line.id, clip }))
        return spoken
      }, speaking.withPermits(1)),

      Get: Effect.fnUntraced(function* ({ payload: { episodeId } }) {
        const stage = yield* stageOf(episodeId)
        return (yield* stage.state).episode
      }),

      Changes: Effect.fnUntraced(function* ({ payload: { episodeId, seen } }) {
        const stage = yield* stageSoon(episodeId)
        const next = yield* stage.bell
        const known =
          seen !== undefined && seen.activation === stage.activation ? seen.count : undefined
        if (known !== undefined && (yield* stage.state).log.length === known) {
          yield* Effect.timeoutOption(next, patience)
        }
        const { episode, log } = yield* stage.state
        return {
          seen: { activation: stage.activation, count: log.length },
          events:
            known === undefined ? [EpisodeEvent.cases.Snapshot.make({ episode })] : log.slice(known)
        }
      }, Effect.scoped),

      Pull: Effect.fnUntraced(function* ({ payload: { download, episodeId, from, listener } }) {
        const stage = yield* stageSoon(episodeId)
        const now = yield* Clock.currentTimeMillis
        yield* stage.update((state) => ({
          ...state,
          audience: attended(state.audience, listener, download, now)
        }))
        const pulled = yield* Effect.timeoutOption(Listening.pull(stage, clips, from), patience)
        return Option.getOrElse(pulled, () => ({ chunks: [], ended: false }))
      }),

      Report: Effect.fnUntraced(function* ({ payload }) {
        const stage = yield* stageOf(payload.episodeId)
        yield* reached(stage, payload.cursor)
      })
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "1 minute" }
)

const { StatusChanged } = EpisodeEvent.cases

/** What an episode does when it does not rest. */
const awake = (status: EpisodeStatus): EpisodeStatus =>
  status._tag === "Generating" ? status : EpisodeStatus.cases.Generating.make({ stage: "speaking" })

/** How long a question waits for something to answer. */
const patience = "5 seconds"

const attended = (
  audience: Audience,
  listener: string,
  download: boolean,
  now: number
): Audience => {
  const renewed = (leases: ReadonlyMap<string, number>) =>
    new Map([...leases].filter(([, ends]) => ends > now)).set(listener, now + leaseMillis)
  return download
    ? { ...audience, downloads: renewed(audience.downloads) }
    : { ...audience, leases: renewed(audience.leases) }
}

/**
 * A listener was heard of at a moment: generation may run on from there, or from what is made when
 * the moment lies beyond. A line that is not known was being made when its node died: it comes next.
 */
const reached = (stage: Stage.Stage, cursor: Cursor) =>
  stage.update((now) => {
    const { timeline } = now.episode
    const made = framesToSeconds(totalFrames(timeline))
    const moment = Option.getOrElse(secondsAt(timeline, cursor), () => made)
    const furthest = Math.max(now.audience.furthest, Math.min(moment, made))
    return { ...now, audience: { ...now.audience, furthest } }
  })
