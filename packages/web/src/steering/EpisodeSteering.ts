import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { CommandId, type SteeringCommand } from "@aethercast/domain/SteeringCommand"
import * as SteeringText from "@aethercast/domain/SteeringText"
import type { LineId } from "@aethercast/domain/Timeline"
import { Effect, Schedule } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import { backoff } from "../connection/Backoff.ts"
import type { ListenerClient } from "../connection/ListenerClient.ts"
import { isTransient } from "../connection/Subscription.ts"
import type { StatusMessage } from "../episode/StatusMessage.ts"
import type { Player } from "../player/Player.ts"
import { steeringMessageAtom } from "./SteeringState.ts"

/** A command, and what it is about: by default what is playing. */
type Command =
  | { readonly kind: Exclude<SteeringCommand["kind"], "question">; readonly line?: LineId }
  | { readonly kind: "question"; readonly words: string }

/** Sends the listener's commands to the episode in the player. */
export class EpisodeSteering {
  private readonly player: Player
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly client: ListenerClient["Service"]
  /** Sends the position and what was heard. */
  private readonly report: Effect.Effect<void>

  constructor(
    player: Player,
    registry: AtomRegistry.AtomRegistry,
    client: ListenerClient["Service"],
    report: Effect.Effect<void>
  ) {
    this.player = player
    this.registry = registry
    this.client = client
    this.report = report
  }

  /** Gives a command to the episode. A skip is heard at once, before the server has answered. */
  give(episodeId: EpisodeId, given: Command): void {
    const position = this.player.listeningPosition()
    const command: SteeringCommand = {
      ...given,
      id: newCommandId(),
      ...(position?.episodeId === episodeId && { cursor: position.cursor })
    }
    this.show(episodeId, sending)
    // What was heard until now is taken before the playhead moves.
    Effect.runFork(Effect.andThen(this.report, this.send(episodeId, command)))
    if (given.kind === "skip" || given.kind === "back") this.player.skipPart()
  }

  private send(episodeId: EpisodeId, command: SteeringCommand): Effect.Effect<void> {
    return Effect.andThen(
      this.client.connected,
      this.client.rpc.Steer({ episodeId, command })
    ).pipe(
      // The same id is the same command, however often it arrives.
      Effect.retry(Schedule.while(backoff, ({ input }) => isTransient(input))),
      Effect.timeout("30 seconds"),
      Effect.map((outcome): StatusMessage => {
        if (outcome._tag === "AsideRequested") this.player.continueAtEnd(episodeId)
        return {
          tone: outcome._tag === "None" ? "warning" : "good",
          text: SteeringText.describe(outcome)
        }
      }),
      Effect.catchTag("NotYourEpisode", () => Effect.succeed(notYours)),
      Effect.catchCause(() => Effect.succeed(notSent)),
      Effect.map((message) => this.show(episodeId, message))
    )
  }

  private show(episodeId: EpisodeId, message: StatusMessage): void {
    this.registry.set(steeringMessageAtom(episodeId), message)
  }
}

/** 120 random bits. */
const newCommandId = (): CommandId =>
  CommandId.make(
    Array.from(crypto.getRandomValues(new Uint8Array(15)), (byte) =>
      byte.toString(16).padStart(2, "0")
    ).join("")
  )

const sending: StatusMessage = { tone: "busy", text: "Sending…" }

const notYours: StatusMessage = {
  tone: "warning",
  text: "Only the listener who started this episode can steer it."
}

const notSent: StatusMessage = {
  tone: "error",
  text: "The server did not take that. Check the connection and try again."
}
