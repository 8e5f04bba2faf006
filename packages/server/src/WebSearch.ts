import { ApiClient } from "@aethercast/agents/sources/fetch/ApiClient"
import { brave } from "@aethercast/agents/sources/search/BraveSearch"
import { mediaWiki } from "@aethercast/agents/sources/search/MediaWikiSearch"
import type { SearchEngine } from "@aethercast/agents/sources/search/SearchEngine"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { searxng } from "@aethercast/agents/sources/search/SearxngSearch"
import { tavily } from "@aethercast/agents/sources/search/TavilySearch"
import { Layer, Option } from "effect"
import type { WebSettings } from "./WebSettings.ts"

/** The search engines that are configured, those of the whole web first. */
export const engines = ({
  braveKey,
  isOffline,
  searxng: instance,
  tavilyKey,
  wiki
}: WebSettings): ReadonlyArray<SearchEngine> =>
  isOffline
    ? []
    : [
        ...Option.toArray(Option.map(instance, searxng)),
        ...Option.toArray(Option.map(braveKey, (key) => brave({ key }))),
        ...Option.toArray(Option.map(tavilyKey, (key) => tavily({ key }))),
        mediaWiki(wiki)
      ]

export const layer = (web: WebSettings) =>
  SearchProvider.layer({
    engines: engines(web),
    privateHosts: new Set(web.privateHosts)
  }).pipe(Layer.provide(ApiClient.layer({ contact: web.contact })))
