import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { Effect, Option, type Schema } from "effect"
import type { EpisodePreview } from "../listener/RequestedEpisode.ts"
import type { PageServices } from "../PageServices.ts"
import { fromAction } from "./Command.ts"

/**
 * Performs an action. `None` when its context is invalid; otherwise an effect for the caller to run.
 * Playback starts before that, because browsers allow it in the click handler only.
 */
export const handleAction = (
  { refreshLanding, requests }: PageServices,
  name: Action["name"],
  context: Readonly<Record<string, Schema.Json>>,
  preview: EpisodePreview
): Option.Option<Effect.Effect<void>> =>
  Option.map(fromAction(name, context), (command) => {
    switch (command._tag) {
      case "Listen":
        requests.listen({ _tag: "Known", topicId: command.topicId }, preview)
        return Effect.void
      case "ListenToWords":
        requests.start({ _tag: "Words", words: command.words }, preview, command.focus)
        return Effect.void
      case "Refresh":
        return refreshLanding
    }
  })
