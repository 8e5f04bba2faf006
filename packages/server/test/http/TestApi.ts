import { blobIdOf, Blobs } from "@aethercast/agents/store/Blobs"
import { Clips } from "@aethercast/agents/store/Clips"
import { type PublishedSurface, Surfaces } from "@aethercast/agents/store/Surfaces"
import { SurfaceActorLayer } from "@aethercast/agents/surface/SurfaceActor"
import { Clip, ClipId, frameBytes } from "@aethercast/domain/Clip"
import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import { Episode, EpisodeConflict, EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { CommandConflict, SteeringOutcome } from "@aethercast/domain/SteeringCommand"
import { Subject } from "@aethercast/domain/EpisodeRequest"
import { CannotFollow, Follow, FollowId } from "@aethercast/domain/Follow"
import { OrderedEpisode } from "@aethercast/domain/OrderedEpisode"
import { SessionRecord } from "@aethercast/domain/SessionRecord"
import type { ReadinessCheck } from "@aethercast/domain/Problems"
import { type Cursor, empty, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { TooManyOrders } from "@aethercast/domain/TooManyOrders"
import type { Taste } from "@aethercast/domain/Taste"
import { TopicNotFound } from "@aethercast/domain/Topic"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { DateTime, Effect, Layer, Option, Ref, Stream } from "effect"
import { TestRunner } from "effect/cluster"
import { EpisodeClient } from "../../src/listening/EpisodeClient.ts"
import { EpisodeDeletion } from "../../src/listening/EpisodeDeletion.ts"
import { Follows } from "../../src/listening/Follows.ts"
import { OrderHistory } from "../../src/listening/OrderHistory.ts"
import { Readiness } from "../../src/http/Readiness.ts"
import * as RestApi from "../../src/http/RestApi.ts"
import { SessionRecords } from "../../src/sessions/SessionRecords.ts"
import { Tastes } from "../../src/sessions/Tastes.ts"
import { testDocuments } from "./TestDocuments.ts"
import { testSessions } from "../sessions/TestSessions.ts"

export const idOf = (letter: string): EpisodeId => EpisodeId.make(letter.repeat(20))

/** A clip of `frames` frames whose id and bytes are made of one hexadecimal digit. */
const clip = (digit: string, frames: number): Clip =>
  new Clip({ id: ClipId.make(digit.repeat(64)), sha256: digit.repeat(64), frames })

export const bytesOf = ({ frames, sha256 }: Clip): Uint8Array =>
  Uint8Array.from(
    { length: frames * frameBytes },
    (_, at) => (at * 7 + sha256.charCodeAt(0) * 31) % 251
  )

const clips = [clip("a", 2), clip("b", 3), clip("c", 4)]

/** The whole audio of an episode: 9 frames, 1,728 bytes. */
export const sound = Buffer.concat(clips.map(bytesOf))

/** An episode of three spoken lines, in two chapters. */
export const episode = (id: EpisodeId, status: EpisodeStatus): Episode =>
  new Episode({
    id,
    workflowId: WorkflowId.make(`episode:${id}`),
    title: "Tides (spring & neap) – Gezeiten",
    teaser: "Why the sea rises twice a day.",
    lengthSeconds: 60,
    style: "conversation",
    status,
    notices: [],
    sources: [],
    timeline: new Timeline({
      chapters: ["Opening", "The moon"],
      lines: clips.map(
        (spoken, index) =>
          new TimelineLine({
            id: LineId.make(`${index === 0 ? 0 : 1}.${index}`),
            chapter: index === 0 ? 0 : 1,
            speaker: index === 1 ? "guest" : "host",
            text: `Line ${index} <b>&`,
            passages: [],
            sources: [],
            clip: spoken
          })
      )
    })
  })

export const complete = episode(idOf("c"), EpisodeStatus.cases.Complete.make({}))
export const resting = episode(idOf("r"), EpisodeStatus.cases.Resting.make({}))
export const silent = new Episode({
  ...episode(idOf("s"), EpisodeStatus.cases.Failed.make({ reason: "No page could be read." })),
  timeline: empty
})

export const cancelled = episode(
  idOf("k"),
  EpisodeStatus.cases.Cancelled.make({ reason: "wrong topic" })
)

/** A cluster of one node in memory, with the actors of the views. */
export const SurfacesLayer = SurfaceActorLayer.pipe(
  Layer.provide(
    Layer.effect(
      Surfaces,
      Effect.map(Ref.make(Option.none<PublishedSurface>()), (kept) =>
        Surfaces.of({
          find: () => Ref.get(kept),
          save: (published) => Ref.set(kept, Option.some(published))
        })
      )
    )
  ),
  Layer.provideMerge(TestRunner.layer)
)

/**
 * The episodes above; others can be started, of the one topic `tides`. The order "one too many" is
 * refused, and watching "lost" is interrupted.
 */
export const testEpisodes = (
  listen: (from: Option.Option<Cursor>) => Stream.Stream<AudioChunk> = () => Stream.empty
) =>
  Layer.effect(
    EpisodeClient,
    Effect.map(Ref.make([complete, resting, silent, cancelled]), (known) => {
      const get = Effect.fnUntraced(function* (id: EpisodeId) {
        const found = (yield* Ref.get(known)).find((one) => one.id === id)
        return found ?? (yield* new EpisodeNotFound({ episodeId: id }))
      })
      return EpisodeClient.of({
        get,
        head: (id) => Effect.option(get(id)),
        exists: (id) => Effect.isSuccess(get(id)),
        start: Effect.fnUntraced(function* ({ focus, id, lengthSeconds, style, subject }) {
          if (subject._tag === "Known" && subject.topicId !== "tides") {
            return yield* new TopicNotFound({ topicId: subject.topicId })
          }
          if (subject._tag === "Words" && subject.words === "one too many") {
            return yield* new TooManyOrders({ by: "listener", retryAfterSeconds: 90 })
          }
          const same = (yield* Ref.get(known)).find((one) => one.id === id)
          if (
            same !== undefined &&
            (same.lengthSeconds !== lengthSeconds || same.style !== style || same.focus !== focus)
          ) {
            return yield* new EpisodeConflict({ episodeId: id })
          }
          const started = episode(id, EpisodeStatus.cases.Starting.make({}))
          yield* Ref.update(known, (all) => [
            ...all,
            new Episode({
              ...started,
              ...(subject._tag === "Words" ? { title: subject.words } : {}),
              ...(focus !== undefined && { focus }),
              lengthSeconds,
              style,
              timeline: empty
            })
          ])
          return started.workflowId
        }),
        watch: (id) =>
          Stream.fromEffect(
            Effect.flatMap(get(id), (found) =>
              found.title === "lost"
                ? Effect.interrupt
                : Effect.succeed(EpisodeEvent.cases.Snapshot.make({ episode: found }))
            )
          ),
        listen: (_, { from }) => listen(from),
        report: () => Effect.void,
        steer: Effect.fnUntraced(function* (id, _, command) {
          yield* get(id)
          return command.kind === "skip"
            ? yield* new CommandConflict({ id: command.id })
            : SteeringOutcome.cases.DepthChanged.make({ depth: 1 })
        })
      })
    })
  )

const long = DateTime.makeUnsafe("2026-01-02T03:04:05Z")
/** Follows of all sessions together. */
const testFollows = Layer.effect(
  Follows,
  Effect.map(Ref.make<ReadonlyArray<Follow>>([]), (followed) =>
    Follows.of({
      add: Effect.fnUntraced(function* (_, settings) {
        if (settings.timeZone === "Nowhere") {
          return yield* new CannotFollow({ reason: 'There is no time zone "Nowhere".' })
        }
        const follow = new Follow({ ...settings, id: FollowId.make("0123456789abcdef") })
        yield* Ref.update(followed, (all) => [follow, ...all])
        return follow
      }),
      list: () => Ref.get(followed),
      remove: (_, id) =>
        Ref.modify(followed, (all) => [
          all.some((follow) => follow.id === id),
          all.filter((follow) => follow.id !== id)
        ]),
      due: Effect.succeed([]),
      serve: () => Effect.void
    })
  )
)

const likes: Taste = [
  { theme: "north sea", weight: 0.5 },
  { theme: "tides", weight: 0.5 }
]

/** Every session likes these, until they are forgotten. */
const testTastes = Layer.effect(
  Tastes,
  Effect.map(Ref.make(likes), (kept) =>
    Tastes.of({
      learn: () => Effect.void,
      get: () => Ref.get(kept),
      signals: () => Effect.succeed([]),
      forget: (_, theme) =>
        Ref.update(kept, (taste) =>
          theme === undefined ? [] : taste.filter((one) => one.theme !== theme)
        )
    })
  )
)

/** Every session has ordered the one complete episode; what is deleted stays. */
export const testOrders = Layer.mergeAll(
  testFollows,
  Layer.succeed(
    OrderHistory,
    OrderHistory.of({
      list: (_, { limit }) =>
        Effect.succeed({
          episodes: [
            new OrderedEpisode({
              episode: new Episode({ ...complete, timeline: empty }),
              subject: Subject.cases.Words.make({ words: "tides" }),
              orderedAt: long,
              madeSeconds: 0.216
            })
          ],
          ...(limit === 1 ? { next: complete.id } : {})
        })
    })
  ),
  Layer.succeed(EpisodeDeletion, EpisodeDeletion.of({ delete: () => Effect.void })),
  Layer.succeed(
    SessionRecords,
    SessionRecords.of({
      summary: () =>
        Effect.succeed({ createdAt: long, ordered: 1, heard: 0, feed: "/feeds/f.xml" }),
      get: () =>
        Effect.succeed(
          new SessionRecord({
            createdAt: long,
            usedAt: long,
            feed: "/feeds/f.xml",
            orders: [],
            positions: [],
            follows: [],
            documents: [],
            taste: [],
            heard: []
          })
        ),
      forget: () => Effect.void
    })
  ),
  testTastes
)

/**
 * The API with the episodes above; others can be started, of the one topic `tides`. `listen` is the
 * audio of the resting episode after a cursor; `missing` are the failed checks of readiness; `read` runs whenever the
 * bytes of a clip are read.
 */
export const testApi = (
  options: {
    readonly listen?: (from: Option.Option<Cursor>) => Stream.Stream<AudioChunk>
    readonly missing?: ReadonlyArray<ReadinessCheck>
    readonly read?: (clip: Clip) => Effect.Effect<void>
  } = {}
) =>
  RestApi.layer.pipe(
    Layer.provide([
      testEpisodes(options.listen),
      testSessions,
      testOrders,
      testDocuments,
      Layer.succeed(
        Blobs,
        Blobs.of({
          put: ({ bytes }) => Effect.succeed(blobIdOf(bytes)),
          get: () => Effect.succeedNone,
          address: () => Effect.succeedNone,
          share: () => Effect.die("unused"),
          release: () => Effect.void
        })
      ),
      Layer.succeed(
        Clips,
        Clips.of({
          find: () => Effect.succeedNone,
          save: (id, bytes) =>
            Effect.succeed(new Clip({ id, sha256: id, frames: bytes.length / frameBytes })),
          bytes: (spoken) => Effect.as(options.read?.(spoken) ?? Effect.void, bytesOf(spoken))
        })
      ),
      Layer.succeed(Readiness, Readiness.of({ missing: Effect.succeed(options.missing ?? []) }))
    ]),
    Layer.provideMerge(SurfacesLayer)
  )
