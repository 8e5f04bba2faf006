import { createHash } from "node:crypto"
import { retryEngine } from "@aethercast/cluster/EngineRetry"
import * as Workflow from "@aethercast/cluster/Workflow"
import type { Snippet } from "@aethercast/domain/Snippet"
import { Topic } from "@aethercast/domain/Topic"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Option, Ref, Schema, Semaphore } from "effect"
import { Card, DynamicUi, LandingContent, landingSurface } from "../agents/DynamicUi.ts"
import { ImageGeneration } from "../agents/ImageGeneration.ts"
import { CoverRequest } from "../images/CoverPainter.ts"
import { SnippetCraft } from "../agents/SnippetCraft.ts"
import { themesOf } from "../relevance/TopicThemes.ts"
import type { ScoredTopic } from "../sources/discovery/ScoredTopic.ts"
import type { TopicScore } from "../sources/discovery/TopicScore.ts"
import { SourceUnavailable } from "../sources/SourceFailure.ts"
import { PooledSnippet, Snippets } from "../store/Snippets.ts"
import { SurfaceEntity } from "../surface/SurfaceActor.ts"
import { TopicDiscovery } from "../agents/TopicDiscovery.ts"
import { WebContentHarvester } from "../agents/WebContentHarvester.ts"
import { sourcesUnreachable } from "./ListenerMessages.ts"
import * as OpeningLine from "./OpeningLine.ts"
import { select } from "./TopicSelection.ts"

/** Cards of a landing page. */
const maxCards = 24

/** The input of a landing page's workflow: one run per audience, time slot and state of the feeds. */
export class LandingSlot extends Schema.Class<LandingSlot>("aethercast/LandingSlot")({
  slot: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9:._-]{1,100}$/))
}) {}

export const LandingWorkflow = Workflow.make({
  name: "Landing",
  version: 1,
  input: LandingSlot,
  success: Schema.Void,
  error: SourceUnavailable,
  workflowId: ({ slot }) => workflowIdOf(slot),
  trigger: "landing page",
  priority: 3
})

const workflowIdOf = (slot: string) => WorkflowId.make(`landing:${slot}`)

/**
 * Fills the landing page. Stored snippets are shown at once; the others are crafted in parallel, and
 * each appears as soon as it is ready, its cover later. A snippet that fails is left out.
 */
export const LandingWorkflowLayer = LandingWorkflow.layer(
  Effect.fn("LandingWorkflow.run")(function* ({ slot }) {
    const pool = yield* Snippets
    const surface = (yield* SurfaceEntity.client)(landingSurface)
    const content = yield* Ref.make(new LandingContent({ cards: [], pending: 0, notice: "" }))
    const publishing = yield* Semaphore.make(1)
    const crafting = yield* Semaphore.make(3)
    const speaking = yield* Semaphore.make(1)
    const painting = yield* Semaphore.make(3)

    const publish = Effect.gen(function* () {
      const now = yield* Ref.get(content)
      // The step is named by the content, because a replay may publish other contents in other order.
      const definition = yield* DynamicUi.ask(`view/${digest(now)}`, now)
      yield* retryEngine(surface.Publish({ definition, workflowId: workflowIdOf(slot) }))
    }).pipe(publishing.withPermits(1))

    const show = (change: (now: LandingContent) => Partial<LandingContent>) =>
      Effect.andThen(
        Ref.update(content, (now) => new LandingContent({ ...now, ...change(now) })),
        publish
      )

    const craft = Effect.fnUntraced(function* (topic: Topic) {
      const harvest = yield* WebContentHarvester.ask(`harvest/${topic.id}`, {
        sources: topic.sources,
        words: "",
        deeper: false,
        limit: 4
      })
      const snippet = yield* SnippetCraft.ask(`snippet/${topic.id}`, {
        topic,
        material: harvest.material
      })
      yield* pool.save(new PooledSnippet({ topic, snippet }))
      return snippet
    })

    const paint = Effect.fnUntraced(function* (topic: Topic, snippet: Snippet) {
      const cover = yield* ImageGeneration.ask(
        `cover/${topic.id}`,
        new CoverRequest({
          id: topic.id,
          title: snippet.title,
          prompt: snippet.coverPrompt,
          tags: topic.tags,
          pixels: 512
        })
      ).pipe(painting.withPermit)
      yield* pool.addCover(topic.id, cover)
      yield* show((now) => ({
        cards: now.cards.map((one) =>
          one.topicId === topic.id
            ? new Card({ ...one, cover: cover.path, coverAlt: cover.alt })
            : one
        )
      }))
    })

    /** Its listeners hear the first line later without this, but they do hear it. */
    const prepare = (snippet: Snippet) =>
      OpeningLine.prepare(snippet).pipe(speaking.withPermit, Effect.ignore({ log: true }))

    const add = (topic: ScoredTopic) =>
      craft(topic).pipe(
        crafting.withPermit,
        Effect.tapError(() => show((now) => ({ pending: now.pending - 1 }))),
        Effect.tap((snippet) =>
          show((now) => ({
            cards: [...now.cards, cardOf({ topic, snippet }, topic.score)],
            pending: now.pending - 1
          }))
        ),
        Effect.tap(prepare),
        Effect.flatMap((snippet) => paint(topic, snippet)),
        Effect.catch((error) =>
          Effect.logWarning(`No snippet or cover for "${topic.title}"`, error)
        )
      )

    const topics = yield* TopicDiscovery.ask("discover", { limit: 200 }).pipe(
      Effect.map((found) => select(found, maxCards)),
      Effect.tapError(() =>
        Effect.flatMap(pool.latest(maxCards), (known) =>
          show(() => ({
            cards: known.map((pooled) => cardOf(pooled)),
            notice: sourcesUnreachable
          }))
        )
      )
    )
    const scores = new Map(topics.map(({ id, score }) => [id, score]))
    const [ready, uncrafted] = yield* Effect.partition(topics, (topic) =>
      Effect.flatMap(pool.find(topic.id), (pooled) =>
        Effect.mapError(Effect.fromOption(upToDate(pooled, topic)), () => topic)
      )
    )
    yield* show(() => ({
      cards: ready.map((pooled) => cardOf(pooled, scores.get(pooled.topic.id))),
      pending: uncrafted.length
    }))
    // All at once: no snippet waits until an image model has painted the covers of others.
    yield* Effect.forEach(uncrafted, add, { concurrency: "unbounded", discard: true })
    yield* Effect.forEach(
      ready.filter(({ cover }) => cover === undefined),
      ({ snippet, topic }) => Effect.ignore(paint(topic, snippet)),
      { concurrency: "unbounded", discard: true }
    )
    yield* show(() => ({ pending: 0 }))
  })
)

/** A stored snippet, unless its topic has changed since. */
const upToDate = (
  pooled: Option.Option<PooledSnippet>,
  topic: Topic
): Option.Option<PooledSnippet> =>
  Option.filter(pooled, (known) => topicText(known.topic) === topicText(topic))

const topicText = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(Topic)))
const contentText = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(LandingContent)))

const digest = (content: LandingContent): string =>
  createHash("sha256").update(contentText(content)).digest("hex").slice(0, 16)

const cardOf = ({ cover, snippet, topic }: PooledSnippet, score?: TopicScore): Card =>
  new Card({
    topicId: topic.id,
    title: snippet.title,
    teaser: snippet.teaser,
    sources: snippet.sources.length,
    tags: topic.tags.join(" · "),
    score: score?.value ?? 0,
    reasons: score?.reasons.join(" · ") ?? "",
    themes: themesOf({ ...topic, sources: topic.sources.map(({ url }) => url) }),
    ...(cover === undefined ? {} : { cover: cover.path, coverAlt: cover.alt })
  })
