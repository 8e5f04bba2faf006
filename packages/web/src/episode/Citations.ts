import type { Episode } from "@aethercast/domain/Episode"
import type { Source } from "@aethercast/domain/Source"

/** The sources of an episode by address, with the numbers that they are listed under. */
export const numbered = (
  episode: Episode
): ReadonlyMap<string, { readonly number: number; readonly source: Source }> =>
  new Map(episode.sources.map((source, index) => [source.url, { number: index + 1, source }]))
