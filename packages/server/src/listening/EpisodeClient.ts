import type { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { randomUUID } from "node:crypto"
import type { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { type Commission, workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { EpisodeEntity, type EventOffset } from "@aethercast/agents/episode/EpisodeProtocol"
import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import type { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Episodes } from "@aethercast/agents/store/Episodes"
import type { Snippets } from "@aethercast/agents/store/Snippets"
import { type AudioChunk, cursorAfter } from "@aethercast/domain/AudioChunk"
import { type Episode, type EpisodeConflict, EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import type { AddressRefused, ListenerDocumentNotFound } from "@aethercast/domain/ListenerDocument"
import type { ChapterNotFound } from "@aethercast/domain/Fork"
import type { NotYourEpisode, SessionId } from "@aethercast/domain/Session"
import type {
  CommandConflict,
  SteeringCommand,
  SteeringOutcome
} from "@aethercast/domain/SteeringCommand"
import type { ImpossiblePosition } from "@aethercast/domain/ListeningPosition"
import type { TooManyOrders } from "@aethercast/domain/TooManyOrders"
import type { Cursor } from "@aethercast/domain/Timeline"
import type { LanguageNotSpoken } from "@aethercast/domain/Voice"
import type { TopicNotFound } from "@aethercast/domain/Topic"
import type { WorkflowId } from "@aethercast/domain/Workflow"
import { Clock, Context, Effect, Layer, Option, Record, Schedule, Schema, Stream } from "effect"
import { callEntity } from "./EntityCall.ts"
import * as EpisodeCommission from "./EpisodeCommission.ts"
import { EpisodeOrders } from "./EpisodeOrders.ts"
import { HeardEpisodes } from "./HeardEpisodes.ts"
import { OrderQuotas } from "./OrderQuotas.ts"
import * as TasteLearning from "./TasteLearning.ts"
import { Tastes } from "../sessions/Tastes.ts"
import { type Caller, ownerOf, tenantOf } from "./Tenant.ts"

/** The episodes of the cluster, for listeners: finds the node of an episode, and follows it when it moves. */
export class EpisodeClient extends Context.Service<
  EpisodeClient,
  {
    /**
     * Starts an episode. Idempotent by the id of the request, which names no other request afterwards.
     * One that is refused with `TooManyOrders` is not stored.
     */
    start(
      request: EpisodeRequest,
      caller: Caller
    ): Effect.Effect<
      WorkflowId,
      | TopicNotFound
      | ListenerDocumentNotFound
      | AddressRefused
      | EpisodeConflict
      | LanguageNotSpoken
      | EpisodeNotFound
      | NotYourEpisode
      | ChapterNotFound
      | TooManyOrders
    >
    get(id: EpisodeId): Effect.Effect<Episode, EpisodeNotFound>
    /** Whether there is one, or will be one soon. Unlike `get` it asks no node. */
    exists(id: EpisodeId): Effect.Effect<boolean>
    /** The episode without its lines, once it is stored. Asks no node, too. */
    head(id: EpisodeId): Effect.Effect<Option.Option<Episode>>
    /** A snapshot, then every change. */
    watch(id: EpisodeId): Stream.Stream<EpisodeEvent, EpisodeNotFound>
    /** The audio in order, from `from` or the start to the end. */
    listen(
      id: EpisodeId,
      options: { readonly from: Option.Option<Cursor>; readonly download: boolean }
    ): Stream.Stream<AudioChunk, EpisodeNotFound | ImpossiblePosition>
    /** Records how far a listener has got. */
    report(
      id: EpisodeId,
      cursor: Cursor,
      isPlaying: boolean
    ): Effect.Effect<void, EpisodeNotFound | ImpossiblePosition>
    /** A session gives a command; what it has heard is kept. Returns when what the command does is stored. */
    steer(
      id: EpisodeId,
      session: SessionId,
      command: SteeringCommand
    ): Effect.Effect<SteeringOutcome, EpisodeNotFound | CommandConflict>
  }
>()("@aethercast/server/listening/EpisodeClient") {
  static readonly layer = Layer.effect(
    EpisodeClient,
    Effect.gen(function* () {
      const client = yield* EpisodeEntity.client
      const orders = yield* EpisodeOrders
      const stored = yield* Episodes
      const blobs = yield* Blobs
      const heardEpisodes = yield* HeardEpisodes
      const quotas = yield* OrderQuotas
      const tastes = yield* Tastes
      const scope = yield* Effect.scope
      const services = yield* Effect.context<
        WorkflowClient | Snippets | ListenerDocuments | Episodes | SpeechSynthesizer
      >()

      const actorOf = (id: EpisodeId) =>
        Effect.map(EpisodeWorkflow.entityIdOf(workflowIdOf(id)), client)

      /** In a crowd some time passes from an order until its run has opened the episode. */
      const awaitOpened = <A, E, R>(id: EpisodeId, call: Effect.Effect<A, E, R>) =>
        Effect.retry(call, {
          while: (error) => (isNotFound(error) ? orders.isClaimed(id) : Effect.succeed(false)),
          schedule: Schedule.spaced("1 second"),
          times: 60
        })

      /** A taste that cannot be stored must not fail what the listener asked for. */
      const learn = Effect.fnUntraced(
        function* (
          session: SessionId,
          request: EpisodeRequest,
          cause: string,
          { kind, sources }: TasteLearning.LearntSignal
        ) {
          const themes = yield* Effect.provideContext(
            TasteLearning.themesOfRequest(request, sources),
            services
          )
          const { id: episode, lengthSeconds } = request
          yield* tastes.learn(session, { episode, kind, cause, themes, lengthSeconds })
        },
        (learning) => Effect.ignoreCause(learning, { log: true })
      )

      return EpisodeClient.of({
        start: Effect.fn("EpisodeClient.start")(function* (request, caller) {
          // An order that is repeated because its answer was lost is not another one.
          const isRepeated = yield* orders.isClaimed(request.id)
          if (isRepeated) {
            yield* orders.claim(request, caller.session)
            // What it is about may be gone since its run began.
            if (Option.isSome(yield* stored.head(request.id))) return workflowIdOf(request.id)
          }
          // A topic that is not there leaves the id to another order.
          const commission = yield* Effect.provideContext(
            EpisodeCommission.make(request, ownerOf(caller)),
            services
          )
          if (!isRepeated) yield* quotas.take(caller)
          yield* orders.claim(request, caller.session)
          // It stays whole when its original is deleted.
          const shared = sharedBlobs(commission)
          if (!(yield* blobs.share(shared, workflowIdOf(request.id)))) {
            return yield* new EpisodeNotFound({ episodeId: request.id })
          }
          yield* Effect.provideContext(
            EpisodeWorkflow.start(commission, { session: tenantOf(caller) }),
            services
          )
          if (caller.session !== undefined) {
            yield* Effect.forkIn(
              learn(caller.session, request, "order", TasteLearning.ordered),
              scope
            )
          }
          return workflowIdOf(request.id)
        }),

        get: Effect.fn("EpisodeClient.get")(function* (episodeId) {
          const actor = yield* actorOf(episodeId)
          return yield* awaitOpened(episodeId, callEntity(actor.Get({ episodeId })))
        }),

        exists: orders.isClaimed,

        head: stored.head,

        watch: (episodeId) =>
          Stream.unwrap(
            Effect.map(actorOf(episodeId), (actor) =>
              Stream.paginate(Option.none<EventOffset>(), (offset) =>
                Effect.map(
                  awaitOpened(
                    episodeId,
                    callEntity(actor.PollEvents({ episodeId, ...optional("after", offset) }))
                  ),
                  (changes) => [changes.events, Option.some(Option.some(changes.offset))] as const
                )
              )
            )
          ),

        listen: (episodeId, { download, from }) =>
          Stream.unwrap(
            Effect.map(actorOf(episodeId), (actor) => {
              const listener = randomUUID()
              return Stream.paginate(from, (cursor) =>
                Effect.map(
                  awaitOpened(
                    episodeId,
                    callEntity(
                      actor.PollAudio({
                        episodeId,
                        listener,
                        download,
                        ...optional("from", cursor)
                      })
                    )
                  ),
                  ({ chunks, ended }) => {
                    const last = chunks.at(-1)
                    const reached = last === undefined ? cursor : Option.some(cursorAfter(last))
                    return [chunks, ended ? Option.none() : Option.some(reached)] as const
                  }
                )
              )
            })
          ),

        report: Effect.fn("EpisodeClient.report")(function* (episodeId, cursor, isPlaying) {
          const at = yield* Clock.currentTimeMillis
          const actor = yield* actorOf(episodeId)
          yield* callEntity(actor.ReportPosition({ episodeId, cursor, isPlaying, at }))
        }),

        steer: Effect.fn("EpisodeClient.steer")(function* (episodeId, session, command) {
          const actor = yield* actorOf(episodeId)
          const heard = yield* heardEpisodes.find(session, episodeId)
          const outcome = yield* callEntity(actor.Steer({ episodeId, command, heard }))
          const signal = TasteLearning.ofOutcome(outcome)
          if (Option.isSome(signal)) {
            const request = yield* orders.find(episodeId, session)
            if (Option.isSome(request)) {
              yield* learn(session, request.value, command.id, signal.value)
            }
          }
          return outcome
        })
      })
    })
  ).pipe(Layer.provide(EpisodeOrders.layer))
}

/** What a fork uses of its original. */
const sharedBlobs = ({ cover, origin }: Commission): ReadonlyArray<BlobId> =>
  origin === undefined
    ? []
    : [
        origin.material,
        ...origin.timeline.lines.flatMap(({ clip }) =>
          clip === undefined ? [] : [BlobId.make(clip.sha256)]
        ),
        ...Option.toArray(decodeBlobId(cover?.split("/").at(-1)))
      ]

const decodeBlobId = Schema.decodeUnknownOption(BlobId)

const optional = <K extends string, A>(key: K, value: Option.Option<A>) =>
  Option.match(value, {
    onNone: (): { readonly [P in K]?: A } => ({}),
    onSome: (some): { readonly [P in K]?: A } => Record.singleton(key, some)
  })

const isNotFound = Schema.is(EpisodeNotFound)
