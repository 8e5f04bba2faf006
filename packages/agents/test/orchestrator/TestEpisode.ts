import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity, type EventOffset } from "@aethercast/agents/episode/EpisodeProtocol"
import { Commission, workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import {
  EpisodeWorkflow,
  EpisodeWorkflowLayer
} from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { PodcastScriptWeaver } from "@aethercast/agents/agents/PodcastScriptWeaver"
import * as Casting from "@aethercast/agents/voice/Casting"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { VoiceForge } from "@aethercast/agents/agents/VoiceForge"
import { WebContentHarvester } from "@aethercast/agents/agents/WebContentHarvester"
import { cursorAfter } from "@aethercast/domain/AudioChunk"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { type EpisodeStatus, isOver } from "@aethercast/domain/EpisodeStatus"
import type { Style } from "@aethercast/domain/Script"
import { hostCount } from "@aethercast/domain/Hosts"
import { Snippet } from "@aethercast/domain/Snippet"
import type { Source } from "@aethercast/domain/Source"
import type { Cursor } from "@aethercast/domain/Timeline"
import { TopicId } from "@aethercast/domain/Topic"
import type { Cast } from "@aethercast/domain/Voice"
import { assert } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"

/** All that generates an episode, except its cover. */
export const AgentsLayer = Layer.mergeAll(
  EpisodeWorkflowLayer,
  EpisodeActorLayer,
  PodcastScriptWeaver.layer,
  WebContentHarvester.layer,
  VoiceForge.layer
)
/** The documents of a topic of the library. */
export const documentsOf = Effect.fnUntraced(function* (topicId: string) {
  const topics = yield* Effect.flatMap(TopicSource, (feeds) => feeds.topics)
  return topics.find(({ id }) => id === topicId)?.sources ?? []
})

/** Starts an episode. */
export const start = Effect.fnUntraced(function* (
  name: string,
  options: {
    readonly title: string
    readonly sources: ReadonlyArray<Source>
    readonly words?: string
    /** By default the words, or a topic that is known. */
    readonly subject?: Subject
    readonly focus?: string
    readonly lengthSeconds?: number
    readonly style?: Style
    readonly cast?: Cast
    /** By default the name. */
    readonly topic?: string
  }
) {
  const topicId = TopicId.make(options.topic ?? name)
  const id = EpisodeId.make(name.padEnd(20, "0"))
  const commission = new Commission({
    request: new EpisodeRequest({
      id,
      subject:
        options.subject ??
        (options.words === undefined
          ? Subject.cases.Known.make({ topicId })
          : Subject.cases.Words.make({ words: options.words })),
      ...(options.focus !== undefined && { focus: options.focus }),
      lengthSeconds: options.lengthSeconds ?? 60,
      style: options.style ?? "conversation"
    }),
    snippet: new Snippet({
      topicId,
      title: options.title,
      teaser: "Twice a day the whole ocean moves, and nobody asked it to.",
      coverPrompt: "",
      sources: options.sources
    }),
    cast:
      options.cast ??
      Option.getOrThrow(
        Casting.cast(offeredVoices, "en", hostCount(options.style ?? "conversation"))
      )
  })
  yield* EpisodeWorkflow.start(commission, { session: "someone" })
  const entityId = yield* EpisodeWorkflow.entityIdOf(workflowIdOf(id))
  const actor = (yield* EpisodeEntity.client)(entityId)
  const get = actor.Get({ episodeId: id })
  return {
    id,
    workflowId: workflowIdOf(id),
    actor,
    start: EpisodeWorkflow.start(commission, { session: "someone" }),
    cancel: (reason: string) => EpisodeWorkflow.cancel(workflowIdOf(id), reason),
    get,
    /** Waits for a status, and returns the episode. */
    at: (tag: EpisodeStatus["_tag"]) =>
      eventually(
        Effect.tap(get, ({ status }) => Effect.sync(() => assert.strictEqual(status._tag, tag)))
      ),
    /** Every status that a listener sees, to the last one. */
    statuses: Stream.paginate(undefined, (after: EventOffset | undefined) =>
      Effect.map(
        actor.PollEvents({ episodeId: id, ...(after === undefined ? {} : { after }) }),
        ({ events, offset }) => [events, Option.some(offset)] as const
      )
    ).pipe(
      Stream.flatMap((event) => Stream.fromIterable(Option.toArray(statusIn(event)))),
      Stream.takeUntil(isOver)
    ),
    /** Downloads all bytes of the episode. */
    download: Stream.paginate(undefined, (from: Cursor | undefined) =>
      Effect.map(
        actor.PollAudio({
          episodeId: id,
          listener: "a download",
          download: true,
          ...(from === undefined ? {} : { from })
        }),
        ({ chunks, ended }) => {
          const last = chunks.at(-1)
          const next = last === undefined ? from : cursorAfter(last)
          return [chunks, ended ? Option.none() : Option.some(next)] as const
        }
      )
    ).pipe(
      Stream.runCollect,
      Effect.map((chunks) => Buffer.concat(chunks.map(({ bytes }) => bytes)))
    )
  }
})

const statusIn = (event: EpisodeEvent): Option.Option<EpisodeStatus> => {
  if (event._tag === "StatusChanged") return Option.some(event.status)
  return event._tag === "Snapshot" ? Option.some(event.episode.status) : Option.none()
}
