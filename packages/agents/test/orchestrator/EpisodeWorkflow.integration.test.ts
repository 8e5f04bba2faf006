import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import {
  Commission,
  EpisodeWorkflow,
  EpisodeWorkflowLayer,
  workflowIdOf
} from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { PodcastScriptWeaver } from "@aethercast/agents/PodcastScriptWeaver"
import { sourceId } from "@aethercast/agents/sources/Article"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { VoiceForge } from "@aethercast/agents/VoiceForge"
import { WebContentHarvester } from "@aethercast/agents/WebContentHarvester"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import { Episode, EpisodeId, EpisodeRequest, Subject } from "@aethercast/domain/Episode"
import { Snippet } from "@aethercast/domain/Snippet"
import { Source } from "@aethercast/domain/Source"
import { TopicId } from "@aethercast/domain/Topic"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { eventually } from "../../../cluster/test/TestDatabase.ts"
import { folderOf } from "../sources/Harness.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"

const sentences = (subject: string, count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `The ${subject} number ${n + 1} was described by a careful observer in the year ${1700 + n * 3}.`
  ).join(" ")

/** The shipped library, and one whose first document says little. */
const SourcesLayer = Layer.unwrap(
  Effect.map(
    folderOf({
      "ferns/short.md": `# Ferns in brief\n\n${sentences("fern", 10)}\n`,
      "ferns/long.md": `# Ferns of the northern woods\n\n${sentences("northern fern", 60)}\n`
    }),
    (folder) => TestSources.layer([shippedLibrary, folder])
  )
).pipe(Layer.provide(NodeServices.layer), Layer.orDie)

const AgentsLayer = Layer.mergeAll(
  EpisodeWorkflowLayer,
  EpisodeActorLayer,
  PodcastScriptWeaver.layer,
  WebContentHarvester.layer,
  VoiceForge.layer
)
const TestLayer = AgentsLayer.pipe(
  Layer.provideMerge(
    Layer.mergeAll(TestNode.layer, SourcesLayer, TestVoice.layer, ExtractiveWriter.layer)
  )
)

const sourceOf = (path: string, title = path) => {
  const url = `http://library.internal/${path}`
  return new Source({ id: sourceId(url), url, title, site: "library.internal" })
}

const commissionOf = (
  name: string,
  options: {
    readonly title: string
    readonly sources: ReadonlyArray<Source>
    readonly subject?: Subject
    readonly lengthSeconds?: number
  }
) => {
  const topicId = TopicId.make(name)
  return new Commission({
    request: new EpisodeRequest({
      id: EpisodeId.make(name.padEnd(20, "0")),
      subject: options.subject ?? Subject.cases.Known.make({ topicId }),
      lengthSeconds: options.lengthSeconds ?? 60,
      style: "conversation"
    }),
    snippet: new Snippet({
      topicId,
      title: options.title,
      teaser: "Twice a day the whole ocean moves, and nobody asked it to.",
      coverPrompt: "",
      sources: options.sources
    })
  })
}
