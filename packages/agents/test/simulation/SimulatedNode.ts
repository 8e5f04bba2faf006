import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { PodcastScriptWeaver } from "@aethercast/agents/agents/PodcastScriptWeaver"
import { VoiceForge } from "@aethercast/agents/agents/VoiceForge"
import { WebContentHarvester } from "@aethercast/agents/agents/WebContentHarvester"
import { AsideWorkflowLayer } from "@aethercast/agents/orchestrator/AsideWorkflow"
import { EpisodeWorkflowLayer } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import type { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { type Context, Effect, Layer } from "effect"
import type { Sharding } from "effect/cluster"
import * as Node from "../../../cluster/test/simulation/Node.ts"
import type { Process } from "../../../cluster/test/simulation/Process.ts"
import type { RequestLost, Requests } from "../../../cluster/test/simulation/Requests.ts"
import type { World } from "../../../cluster/test/simulation/World.ts"
import type { EpisodeStores } from "./EpisodeStores.ts"
import type { OutsideWorld } from "./OutsideWorld.ts"

export interface SharedByNodes extends Node.Shared {
  readonly stores: EpisodeStores
  readonly outside: OutsideWorld
}

type Services = Sharding.Sharding | WorkflowClient

/** A host that runs one server of the product after another, whenever the former was killed. */
export class SimulatedNode {
  readonly name: string
  process: Process
  private services: Context.Context<Services> | undefined
  private readonly world: World
  private readonly shared: SharedByNodes

  constructor(world: World, shared: SharedByNodes, name: string) {
    this.world = world
    this.shared = shared
    this.name = name
    this.process = this.boot()
  }

  /** Kills the server, as by SIGKILL, and starts the next one after a while. */
  crash(requests: Requests, downMillis: number): void {
    const { process, shared, world } = this
    if (process.state === "killed") return
    process.kill()
    this.services = undefined
    shared.network.closeAll(process)
    requests.failAll(process)
    world.after(downMillis, undefined, () => {
      this.process = this.boot()
    })
  }

  /** Has the server do something for a client. */
  serve<A, E>(
    requests: Requests,
    client: Process,
    work: Effect.Effect<A, E, Services>
  ): Effect.Effect<A, E | RequestLost> {
    return requests.send(
      client,
      this.process,
      Effect.suspend(() =>
        this.services === undefined
          ? Effect.die("The server is not ready")
          : Effect.provideContext(work, this.services)
      )
    )
  }

  private boot(): Process {
    const { shared, world } = this
    const process = world.start(this.name)
    process.fork(
      Effect.scoped(
        Effect.gen({ self: this }, function* () {
          const services = yield* Layer.build(layer(shared, process))
          this.services = services
          return yield* Effect.never
        })
      )
    )
    return process
  }
}

const layer = (shared: SharedByNodes, process: Process) =>
  Layer.mergeAll(
    EpisodeWorkflowLayer,
    AsideWorkflowLayer,
    EpisodeActorLayer,
    PodcastScriptWeaver.layer,
    WebContentHarvester.layer,
    VoiceForge.layer
  ).pipe(
    Layer.provideMerge(shared.stores.layer(shared.database, process)),
    Layer.provide(shared.outside.layer),
    Layer.provideMerge(Node.layer(shared, process, ["default", "web"]))
  )
