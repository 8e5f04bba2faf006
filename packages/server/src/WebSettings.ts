import { Option, Schema, SchemaTransformation } from "effect"

/** A host, or a host and a port: `wiki.corp.example`, `10.0.0.7:8080`, `[fd00::7]:8080`. */
const HostAndPort = Schema.String.check(
  Schema.isMaxLength(260),
  Schema.isPattern(/^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/)
)

export const HostsFromString = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Array(HostAndPort).check(Schema.isMinLength(1)),
    SchemaTransformation.transform({
      decode: (text): ReadonlyArray<string> =>
        text.split(",").map((host) => host.trim().toLowerCase()),
      encode: (hosts: ReadonlyArray<string>) => hosts.join(",")
    })
  )
)

/** An address of the web or of mail. */
export const Contact = Schema.String.check(
  Schema.isMaxLength(200),
  Schema.isPattern(/^(?:https?:\/\/|[^@\s()]+@)[^@\s()]+$/)
)

/** An http address without a query. */
export const WebAddress = Schema.String.check(Schema.makeFilter(isWebAddress))

/** How documents of the web are found and read. */
export const WebSettings = Schema.Struct({
  /** Whether topics and documents come from the library alone. */
  isOffline: Schema.Boolean,
  /** The address of a MediaWiki's `api.php`. */
  wiki: WebAddress,
  /** The address of a SearXNG instance. */
  searxng: Schema.Option(WebAddress),
  braveKey: Schema.Option(Schema.Redacted(Schema.String)),
  tavilyKey: Schema.Option(Schema.Redacted(Schema.String)),
  /** An OPML file with the feeds that topics come from. */
  feeds: Schema.Option(Schema.NonEmptyString),
  /** Hosts with private addresses that may be read all the same. */
  privateHosts: Schema.Array(HostAndPort),
  /** How websites reach the operator. */
  contact: Schema.Option(Contact)
})
export type WebSettings = typeof WebSettings.Type

export const defaultWebSettings: WebSettings = {
  isOffline: false,
  wiki: "https://en.wikipedia.org/w/api.php",
  searxng: Option.none(),
  braveKey: Option.none(),
  tavilyKey: Option.none(),
  feeds: Option.none(),
  privateHosts: [],
  contact: Option.none()
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hash, protocol, search } = new URL(address)
  return (protocol === "http:" || protocol === "https:") && search === "" && hash === ""
}
