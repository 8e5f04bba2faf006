import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Schema } from "effect"

/** The page that a path of the site leads to. */
export type Route =
  | { readonly _tag: "Landing" }
  | { readonly _tag: "MyEpisodes" }
  | { readonly _tag: "Episode"; readonly id: EpisodeId }
  | { readonly _tag: "Unknown" }

const isEpisodeId = Schema.is(EpisodeId)

export const parse = (path: string): Route => {
  if (path === "/" || path === "/index.html") return { _tag: "Landing" }
  if (path === myEpisodesPath) return { _tag: "MyEpisodes" }
  const id = /^\/episode\/([^/]+)\/?$/.exec(path)?.[1]
  return isEpisodeId(id) ? { _tag: "Episode", id } : { _tag: "Unknown" }
}

export const landingPath = "/"
export const myEpisodesPath = "/episodes"
export const episodePath = (id: EpisodeId): string => `/episode/${id}`
