import { Focus, TopicWords } from "@aethercast/domain/EpisodeRequest"
import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { TopicId } from "@aethercast/domain/Topic"
import { type Option, Schema } from "effect"

/** An action of a surface with valid arguments. */
export const Command = Schema.Union([
  Schema.TaggedStruct("Listen", { topicId: TopicId }),
  Schema.TaggedStruct("ListenToWords", { words: TopicWords, focus: Schema.optionalKey(Focus) }),
  Schema.TaggedStruct("Refresh", {})
])
export type Command = typeof Command.Type

const tags = { listen: "Listen", listenToWords: "ListenToWords", refresh: "Refresh" } as const

const decode = Schema.decodeUnknownOption(Command)

/** Decodes an action with its resolved context; `None` when the context does not fit the action. */
export const fromAction = (
  name: Action["name"],
  context: Readonly<Record<string, Schema.Json>>
): Option.Option<Command> => decode({ ...context, _tag: tags[name] })
