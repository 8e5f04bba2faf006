import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Atom, type AtomRegistry } from "effect/reactivity"

/** Ids that the server made for the next episodes that this page orders. */
export const episodeIdsAtom = Atom.make<ReadonlyArray<EpisodeId>>([]).pipe(Atom.keepAlive)

/** Calls back with an id of its own, at once unless the server has sent none yet. */
export const take = (
  registry: AtomRegistry.AtomRegistry,
  onId: (id: EpisodeId, left: number) => void
): void => {
  const [id, ...rest] = registry.get(episodeIdsAtom)
  if (id !== undefined) {
    registry.set(episodeIdsAtom, rest)
    return onId(id, rest.length)
  }
  const unsubscribe = registry.subscribe(episodeIdsAtom, (ids) => {
    if (ids.length === 0) return
    unsubscribe()
    take(registry, onId)
  })
}
