import type { Episode } from "@aethercast/domain/Episode"
import type { Source } from "@aethercast/domain/Source"

/** A source and the number that lines cite it by, from 1. */
export interface Citation {
  readonly number: number
  readonly source: Source
}

/** The citations of an episode by the URL of their source, in the order of their numbers. */
export const citations = (episode: Episode): ReadonlyMap<string, Citation> =>
  new Map(episode.sources.map((source, index) => [source.url, { number: index + 1, source }]))
