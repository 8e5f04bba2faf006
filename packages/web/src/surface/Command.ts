import { TopicWords } from "@aethercast/domain/EpisodeRequest"
import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { TopicId } from "@aethercast/domain/Topic"
import { type Option, Schema } from "effect"

/** What an action of a surface asks this page to do. */
export const Command = Schema.Union([
  Schema.TaggedStruct("Listen", { topicId: TopicId }),
  Schema.TaggedStruct("ListenToWords", { words: TopicWords }),
  Schema.TaggedStruct("Refresh", {})
])
export type Command = typeof Command.Type

const tags = { listen: "Listen", listenToWords: "ListenToWords", refresh: "Refresh" } as const

const decode = Schema.decodeUnknownOption(Command)

/** The command of an action whose bindings were read; nothing when its context does not fit its name. */
export const fromAction = (
  name: Action["name"],
  context: Readonly<Record<string, Schema.Json>>
): Option.Option<Command> => decode({ ...context, _tag: tags[name] })
