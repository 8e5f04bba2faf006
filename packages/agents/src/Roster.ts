import { Layer } from "effect"
import { DynamicUi } from "./agents/DynamicUi.ts"
import { ImageGeneration } from "./agents/ImageGeneration.ts"
import { PodcastScriptWeaver } from "./agents/PodcastScriptWeaver.ts"
import { SnippetCraft } from "./agents/SnippetCraft.ts"
import { TopicCollector } from "./agents/TopicCollector.ts"
import { TopicDiscovery } from "./agents/TopicDiscovery.ts"
import { VoiceForge } from "./agents/VoiceForge.ts"
import { WebContentHarvester } from "./agents/WebContentHarvester.ts"
import { EpisodeActorLayer } from "./episode/EpisodeActor.ts"
import { AsideWorkflowLayer } from "./orchestrator/AsideWorkflow.ts"
import {
  DiscoveryScheduleLayer,
  DiscoveryWorkflow,
  DiscoveryWorkflowLayer
} from "./orchestrator/DiscoveryWorkflow.ts"
import { EpisodeWorkflow, EpisodeWorkflowLayer } from "./orchestrator/EpisodeWorkflow.ts"
import { LandingWorkflow, LandingWorkflowLayer } from "./orchestrator/LandingWorkflow.ts"
import { SurfaceActorLayer } from "./surface/SurfaceActor.ts"

/** Serves every agent, workflow and actor on this node. A new agent is one file and one line here. */
export const RosterLayer = Layer.mergeAll(
  TopicCollector.layer,
  TopicDiscovery.layer,
  SnippetCraft.layer,
  WebContentHarvester.layer,
  PodcastScriptWeaver.layer,
  VoiceForge.layer,
  ImageGeneration.layer,
  DynamicUi.layer,
  EpisodeWorkflowLayer,
  AsideWorkflowLayer,
  LandingWorkflowLayer,
  DiscoveryWorkflowLayer,
  DiscoveryScheduleLayer,
  EpisodeActorLayer,
  SurfaceActorLayer
)

/** The workflows that an operator can start by name. */
export const workflows = [EpisodeWorkflow, LandingWorkflow, DiscoveryWorkflow]
