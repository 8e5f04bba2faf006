import { resolve } from "node:path"
import { Role, defaultRole } from "@aethercast/cluster/Role"
import { Option, Schema, SchemaTransformation } from "effect"

/** A TCP port; 0 means any free one. */
export const Port = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

export const PortFromString = Schema.String.check(Schema.isPattern(/^\d{1,5}$/)).pipe(
  Schema.decodeTo(Port, SchemaTransformation.numberFromString)
)

/** What one process of Aethercast was asked to be. Folders are absolute paths. */
export class Settings extends Schema.Class<Settings>("@aethercast/server/Settings")({
  /** A `server` has the page and everything behind it; a `node` lends its hands to a server's cluster. */
  role: Schema.Literals(["server", "node"]),
  host: Schema.NonEmptyString,
  port: Port,
  data: Schema.NonEmptyString,
  /** A folder of the user's own documents. */
  library: Schema.Option(Schema.NonEmptyString),
  opensBrowser: Schema.Boolean,
  /** Without one, a Postgres of our own runs in the data folder. */
  databaseUrl: Schema.Option(Schema.Redacted(Schema.String)),
  /** Where the other nodes of the cluster reach this one. */
  clusterHost: Schema.NonEmptyString,
  clusterPort: Port,
  /** What this process does for the cluster. */
  roles: Schema.Array(Role).check(Schema.isMinLength(1)),
  /** Files of PEM by which the nodes believe each other; without them they talk in the clear. */
  tls: Schema.Option(
    Schema.Struct({
      certificate: Schema.NonEmptyString,
      key: Schema.NonEmptyString,
      authority: Schema.NonEmptyString
    })
  ),
  /** How long a server that is told to end still answers everything, for balancers to notice. */
  noticeSeconds: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 600 }))
}) {}

/** The roles of all agents; the same on every node of a cluster. */
export const knownRoles: ReadonlyArray<Role> = [defaultRole, "web"]

/**
 * Where data goes when nobody says: XDG's state folder, or what macOS has for it.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const usualDataFolder = (
  platform: string,
  home: string,
  stateHome: Option.Option<string>
): string => {
  if (Option.isSome(stateHome)) return resolve(stateHome.value, "aethercast")
  return platform === "darwin"
    ? resolve(home, "Library/Application Support/Aethercast")
    : resolve(home, ".local/state/aethercast")
}
