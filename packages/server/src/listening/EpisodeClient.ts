import { createHash, randomUUID } from "node:crypto"
import type { Needs } from "@aethercast/cluster/Workflow"
import { Commission, workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { EpisodeEntity, type EventOffset } from "@aethercast/agents/episode/EpisodeProtocol"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { type AudioChunk, cursorAfter } from "@aethercast/domain/AudioChunk"
import type { Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import type { SessionId } from "@aethercast/domain/Session"
import type { Cursor } from "@aethercast/domain/Timeline"
import { Topic, TopicId, TopicNotFound } from "@aethercast/domain/Topic"
import type { WorkflowId } from "@aethercast/domain/Workflow"
import { Context, DateTime, Effect, Layer, Option, Record, Stream } from "effect"
import { ask } from "./Asking.ts"

/** Where listeners turn to for episodes, whichever node makes them. */
export class EpisodeDesk extends Context.Service<
  EpisodeDesk,
  {
    /** Starts an episode; the same request again is the same episode. */
    start(
      request: EpisodeRequest,
      session: SessionId | null
    ): Effect.Effect<WorkflowId, TopicNotFound>
    get(id: EpisodeId): Effect.Effect<Episode, EpisodeNotFound>
    /** A snapshot, then every change; goes on by itself when the episode moves to another node. */
    watch(id: EpisodeId): Stream.Stream<EpisodeEvent, EpisodeNotFound>
    /** The frames in order from `from` on, likewise. */
    listen(
      id: EpisodeId,
      options: { readonly from: Option.Option<Cursor>; readonly download: boolean }
    ): Stream.Stream<AudioChunk, EpisodeNotFound>
    report(id: EpisodeId, cursor: Cursor): Effect.Effect<void, EpisodeNotFound>
  }
>()("@aethercast/server/listening/EpisodeDesk") {
  static readonly layer = Layer.effect(
    EpisodeDesk,
    Effect.gen(function* () {
      const snippets = yield* Snippets
      const client = yield* EpisodeEntity.client
      const engine = yield* Effect.context<Needs>()

      const actorOf = (id: EpisodeId) =>
        Effect.map(EpisodeWorkflow.entityIdOf(workflowIdOf(id)), client)

      const commission = Effect.fnUntraced(function* (request: EpisodeRequest) {
        if (request.subject._tag === "Words") {
          return new Commission({ request, snippet: yield* snippetOfWords(request.subject.words) })
        }
        const { topicId } = request.subject
        const pooled = yield* snippets.find(topicId)
        if (Option.isNone(pooled)) return yield* new TopicNotFound({ topicId })
        const { cover, snippet } = pooled.value
        return new Commission({
          request,
          snippet,
          ...(cover === undefined ? {} : { cover: cover.path })
        })
      })

      return EpisodeDesk.of({
        start: Effect.fn("EpisodeDesk.start")(function* (request, session) {
          yield* Effect.provideContext(
            EpisodeWorkflow.start(yield* commission(request), session),
            engine
          )
          return workflowIdOf(request.id)
        }),

        get: Effect.fn("EpisodeDesk.get")(function* (episodeId) {
          const actor = yield* actorOf(episodeId)
          return yield* ask(actor.Get({ episodeId }))
        }),

        watch: (episodeId) =>
          Stream.paginate(Option.none<EventOffset>(), (offset) =>
            Effect.map(
              Effect.flatMap(actorOf(episodeId), (actor) =>
                ask(actor.PollEvents({ episodeId, ...optional("after", offset) }))
              ),
              (changes) => [changes.events, Option.some(Option.some(changes.offset))] as const
            )
          ),

        listen: (episodeId, { download, from }) =>
          Stream.unwrap(
            Effect.map(Effect.sync(randomUUID), (listener) =>
              Stream.paginate(from, (cursor) =>
                Effect.map(
                  Effect.flatMap(actorOf(episodeId), (actor) =>
                    ask(
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
            )
          ),

        report: Effect.fn("EpisodeDesk.report")(function* (episodeId, cursor) {
          const actor = yield* actorOf(episodeId)
          yield* ask(actor.ReportPosition({ episodeId, cursor }))
        })
      })
    })
  )
}

/** What stands for a snippet when a listener said in their own words what to make. */
const snippetOfWords = (words: string) =>
  Effect.map(DateTime.now, (publishedAt) =>
    unreadSnippet(
      new Topic({
        id: TopicId.make(`words-${createHash("sha256").update(words).digest("hex").slice(0, 16)}`),
        title: words.slice(0, 200),
        summary: "",
        tags: [],
        publishedAt,
        sources: []
      })
    )
  )

const optional = <K extends string, A>(key: K, value: Option.Option<A>) =>
  Option.match(value, {
    onNone: (): { readonly [P in K]?: A } => ({}),
    onSome: (some): { readonly [P in K]?: A } => Record.singleton(key, some)
  })
