import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { Effect, Option, type Schema } from "effect"
import type { Desk, Preview } from "../listener/EpisodeRequests.ts"
import { fromAction } from "./Command.ts"

/** Does what an action asks for; answers whether it could be understood, with what is still to be waited for. */
export const perform = (
  desk: Desk,
  action: Action["name"],
  context: Readonly<Record<string, Schema.Json>>,
  preview: Preview
): Option.Option<Effect.Effect<void>> =>
  Option.map(fromAction(action, context), (command) => {
    switch (command._tag) {
      case "Listen":
        desk.listen({ _tag: "Known", topicId: command.topicId }, preview)
        return Effect.void
      case "ListenToWords":
        desk.listen({ _tag: "Words", words: command.words }, preview)
        return Effect.void
      case "Refresh":
        return desk.refresh()
    }
  })
