import { Layer } from "effect"
import { DynamicUi } from "./DynamicUi.ts"
import { EpisodeActorLayer } from "./episode/EpisodeActor.ts"
import { ImageGeneration } from "./ImageGeneration.ts"
import { EpisodeWorkflowLayer } from "./orchestrator/EpisodeWorkflow.ts"
import { LandingWorkflowLayer } from "./orchestrator/LandingWorkflow.ts"
import { PodcastScriptWeaver } from "./PodcastScriptWeaver.ts"
import { SnippetCraft } from "./SnippetCraft.ts"
import { SurfaceActorLayer } from "./surface/SurfaceActor.ts"
import { TopicDiscovery } from "./TopicDiscovery.ts"
import { VoiceForge } from "./VoiceForge.ts"
import { WebContentHarvester } from "./WebContentHarvester.ts"

/** Serves every agent, workflow and actor on this node: a new one is one file and one line here. */
export const RosterLayer = Layer.mergeAll(
  TopicDiscovery.layer,
  SnippetCraft.layer,
  WebContentHarvester.layer,
  PodcastScriptWeaver.layer,
  VoiceForge.layer,
  ImageGeneration.layer,
  DynamicUi.layer,
  EpisodeWorkflowLayer,
  LandingWorkflowLayer,
  EpisodeActorLayer,
  SurfaceActorLayer
)
