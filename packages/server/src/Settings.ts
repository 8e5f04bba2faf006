import { resolve } from "node:path"
import { ImageEndpoint } from "@aethercast/agents/images/ImageEndpoint"
import { Budget, defaultBudget } from "@aethercast/agents/spending/Budget"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { SpeechSettings } from "@aethercast/agents/voice/SpeechSettings"
import { Role, defaultRole } from "@aethercast/cluster/Role"
import { Effect, Option, Schema, SchemaTransformation } from "effect"
import { BucketSettings } from "./BucketSettings.ts"
import { Capacity } from "./Capacity.ts"
import { IdentitySource } from "./IdentitySource.ts"
import { HostName } from "./http/AllowedHosts.ts"
import { DownloadSettings } from "./local/DownloadSettings.ts"
import { LocalModel } from "./local/LocalModel.ts"
import { LocalVoiceModel } from "./local/LocalVoiceModel.ts"
import { ProxyNetwork } from "./http/TrustedProxies.ts"
import { defaultWebSettings, WebSettings } from "./WebSettings.ts"
import { QuotaPolicy } from "./QuotaPolicy.ts"

/** A TCP port; 0 means any free one. */
export const Port = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

export const PortFromString = Schema.String.check(Schema.isPattern(/^\d{1,5}$/)).pipe(
  Schema.decodeTo(Port, SchemaTransformation.numberFromString)
)

const SocketsPerAddress = Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 100_000 }))

export const SocketsPerAddressFromString = Schema.String.check(Schema.isPattern(/^\d{1,6}$/)).pipe(
  Schema.decodeTo(SocketsPerAddress, SchemaTransformation.numberFromString)
)

/** The settings of one process. Folders are absolute paths. */
export class Settings extends Schema.Class<Settings>("@aethercast/server/Settings")({
  /** A `server` serves the page and is a node; a `node` only runs agents and workflows. */
  role: Schema.Literals(["server", "node"]),
  host: Schema.NonEmptyString,
  port: Port,
  /** Names of the server in its users' browsers, besides `localhost` and `host`. */
  publicHosts: Schema.Array(HostName).pipe(Schema.withConstructorDefault(Effect.succeed([]))),
  /** WebSockets that one network address may have open; a page has two. */
  socketsPerAddress: SocketsPerAddress.pipe(Schema.withConstructorDefault(Effect.succeed(100))),
  /** How many episodes are generated at the same time. */
  capacity: Capacity,
  /** How many episodes may be ordered. */
  quotas: QuotaPolicy,
  /** What may be spent on providers. */
  budget: Budget.pipe(Schema.withConstructorDefault(Effect.succeed(defaultBudget))),
  /** Where the reverse proxies are whose `X-Forwarded-For` names the clients. */
  trustedProxies: Schema.Array(ProxyNetwork).pipe(
    Schema.withConstructorDefault(Effect.succeed([]))
  ),
  data: Schema.NonEmptyString,
  /** A folder with the user's own documents. */
  library: Schema.Option(Schema.NonEmptyString),
  web: WebSettings.pipe(Schema.withConstructorDefault(Effect.succeed(defaultWebSettings))),
  opensBrowser: Schema.Boolean,
  /** Without one, Postgres runs in the data folder. */
  databaseUrl: Schema.Option(Schema.Redacted(Schema.String)),
  /** The language models that are configured. */
  models: Schema.Option(ModelSettings).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** The model that writes on this machine, in place of those. */
  localWriter: Schema.Option(
    Schema.Struct({ model: LocalModel, downloads: DownloadSettings })
  ).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** The voice that speaks on this machine, in place of a provider. */
  localVoice: Schema.Option(
    Schema.Struct({ model: LocalVoiceModel, downloads: DownloadSettings })
  ).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** Where to look for a running Ollama that writes, when no model is configured. */
  ollama: Schema.Option(Schema.NonEmptyString).pipe(
    Schema.withConstructorDefault(Effect.succeedNone)
  ),
  /** The same for one that speaks, when no speech server is configured. */
  speakingOllama: Schema.Option(Schema.NonEmptyString).pipe(
    Schema.withConstructorDefault(Effect.succeedNone)
  ),
  /** The provider that speaks; flite does without one. */
  speech: Schema.Option(SpeechSettings).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** The model that paints covers; they are drawn without one. */
  images: Schema.Option(ImageEndpoint).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** The bucket for blobs; without one they are in Postgres. */
  bucket: Schema.Option(BucketSettings).pipe(Schema.withConstructorDefault(Effect.succeedNone)),
  /** Where other nodes reach this one. */
  clusterHost: Schema.NonEmptyString,
  clusterPort: Port,
  roles: Schema.Array(Role).check(Schema.isMinLength(1)),
  /** How this node authenticates to the others. */
  identity: IdentitySource,
  /** From a stop signal to the shutdown: time for balancers to notice that the server is not ready. */
  noticeSeconds: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 600 }))
}) {}

/** The roles that agents have; the same on every node of a cluster. */
export const knownRoles: ReadonlyArray<Role> = [defaultRole, "web"]

/**
 * The default data folder: XDG's state folder, or its counterpart on macOS.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const defaultDataFolder = (
  platform: string,
  home: string,
  stateHome: Option.Option<string>
): string => {
  if (Option.isSome(stateHome)) return resolve(stateHome.value, "aethercast")
  return platform === "darwin"
    ? resolve(home, "Library/Application Support/Aethercast")
    : resolve(home, ".local/state/aethercast")
}
