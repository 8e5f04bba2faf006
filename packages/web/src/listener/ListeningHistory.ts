import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Cursor } from "@aethercast/domain/Timeline"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import { recall, remember } from "./LocalStorage.ts"

/** An episode that was listened to in this browser, and where: `seconds` of `lengthSeconds`. */
export const Heard = Schema.Struct({
  episodeId: EpisodeId,
  title: Schema.String,
  cover: Schema.optionalKey(Schema.String),
  cursor: Cursor,
  seconds: Schema.Finite,
  lengthSeconds: Schema.Finite,
  finished: Schema.Boolean
})
export type Heard = typeof Heard.Type

const Shelf = Schema.Array(Heard)
const room = 24

/** What was listened to, the latest first. */
export const shelfAtom = Atom.writable(
  (): ReadonlyArray<Heard> => Option.getOrElse(recall("shelf", Shelf), () => []),
  (context, heard: Heard) => {
    const next = put(context.get(shelfAtom), heard)
    remember("shelf", Shelf, next)
    context.setSelf(next)
  }
).pipe(Atom.keepAlive)

export const put = (shelf: ReadonlyArray<Heard>, heard: Heard): ReadonlyArray<Heard> =>
  [heard, ...shelf.filter(({ episodeId }) => episodeId !== heard.episodeId)].slice(0, room)
