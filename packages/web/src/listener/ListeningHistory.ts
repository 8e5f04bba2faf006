import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Cursor } from "@aethercast/domain/Timeline"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import * as LocalStorage from "./LocalStorage.ts"

/** An episode that was played in this browser, and how far: `seconds` of `lengthSeconds`. */
export const HistoryEntry = Schema.Struct({
  episodeId: EpisodeId,
  title: Schema.String,
  cover: Schema.optionalKey(Schema.String),
  cursor: Cursor,
  seconds: Schema.Finite,
  lengthSeconds: Schema.Finite,
  finished: Schema.Boolean
})
export type HistoryEntry = typeof HistoryEntry.Type

export type ListeningHistory = ReadonlyArray<HistoryEntry>

const ListeningHistory = Schema.Array(HistoryEntry)
const storageKey = "history"
const maxEntries = 24

/** The listening history, latest first. It is set to what a function makes of it. */
export const historyAtom = Atom.writable(
  (): ListeningHistory =>
    Option.getOrElse(LocalStorage.get(storageKey, ListeningHistory), () => []),
  (context, change: (history: ListeningHistory) => ListeningHistory) => {
    const next = change(context.get(historyAtom))
    LocalStorage.set(storageKey, ListeningHistory, next)
    context.setSelf(next)
  }
).pipe(Atom.keepAlive)

/** Puts an entry first, in place of an older one of the same episode. */
export const add = (history: ListeningHistory, entry: HistoryEntry): ListeningHistory =>
  [entry, ...history.filter(({ episodeId }) => episodeId !== entry.episodeId)].slice(0, maxEntries)

export const remove = (history: ListeningHistory, id: EpisodeId): ListeningHistory =>
  history.filter(({ episodeId }) => episodeId !== id)

export const forgetHistory = (): ListeningHistory => []
