import { resolve } from "node:path"
import { Effect, Option, Redacted, Schema } from "effect"
import { Flag } from "effect/cli"
import * as ValueFlag from "./ValueFlag.ts"
import {
  Contact,
  defaultWebSettings,
  HostsFromString,
  WebAddress,
  type WebSettings
} from "./WebSettings.ts"

export const flags = {
  offline: Flag.Boolean("offline").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Make podcasts from the library alone: request nothing from the web"),
    Flag.withDefault(false)
  ),
  wiki: ValueFlag.make("wiki", {
    metavar: "URL",
    description: `The api.php of the MediaWiki to search (or AETHERCAST_WIKI; default ${defaultWebSettings.wiki})`,
    variable: "AETHERCAST_WIKI",
    schema: WebAddress,
    expected: "an http address without a query",
    default: Effect.succeed(defaultWebSettings.wiki)
  }),
  searxng: ValueFlag.make("searxng", {
    metavar: "URL",
    description: "A SearXNG instance to search with, too (or AETHERCAST_SEARXNG)",
    variable: "AETHERCAST_SEARXNG",
    schema: WebAddress,
    expected: "an http address without a query",
    default: Effect.undefined
  }),
  feeds: ValueFlag.make("feeds", {
    metavar: "FILE",
    description:
      "OPML file with feeds whose entries become topics, as feed readers export it (or AETHERCAST_FEEDS)",
    variable: "AETHERCAST_FEEDS",
    schema: Schema.NonEmptyString,
    expected: "a file",
    default: Effect.undefined
  }),
  privateHosts: ValueFlag.make("private-hosts", {
    metavar: "HOSTS",
    description:
      "Hosts of your own network that may be read, as NAME or NAME:PORT, separated by commas (or AETHERCAST_PRIVATE_HOSTS; default none, only public addresses)",
    variable: "AETHERCAST_PRIVATE_HOSTS",
    schema: HostsFromString,
    expected: "one or more hosts, each with or without a port, separated by commas",
    default: Effect.succeed([])
  }),
  contact: ValueFlag.make("contact", {
    metavar: "ADDRESS",
    description:
      "Address of the web or of mail in the User-Agent, so that websites can reach you (or AETHERCAST_CONTACT)",
    variable: "AETHERCAST_CONTACT",
    schema: Contact,
    expected: "an address of the web or of mail",
    default: Effect.undefined
  })
}

/** The settings of the flags; keys of search engines are in `BRAVE_API_KEY` and `TAVILY_API_KEY`. */
export const webSettings = Effect.fn("WebFlags.webSettings")(function* (given: {
  readonly offline: boolean
  readonly wiki: string
  readonly searxng: string | undefined
  readonly feeds: string | undefined
  readonly privateHosts: ReadonlyArray<string>
  readonly contact: string | undefined
}) {
  const settings: WebSettings = {
    isOffline: given.offline,
    wiki: given.wiki,
    searxng: Option.fromNullishOr(given.searxng),
    braveKey: yield* secret("BRAVE_API_KEY"),
    tavilyKey: yield* secret("TAVILY_API_KEY"),
    feeds: Option.map(Option.fromNullishOr(given.feeds), (file) => resolve(file)),
    privateHosts: given.privateHosts,
    contact: Option.fromNullishOr(given.contact)
  }
  return settings
})

const secret = (variable: string) =>
  Effect.map(
    ValueFlag.environment(variable),
    Option.map((value) => Redacted.make(value))
  )
