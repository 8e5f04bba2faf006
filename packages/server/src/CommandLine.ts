import { resolve } from "node:path"
import { defaultRole } from "@aethercast/cluster/Role"
import { Effect, Option, Schema, SchemaTransformation } from "effect"
import { Command, Flag } from "effect/cli"
import * as BucketVariables from "./BucketVariables.ts"
import * as BudgetFlags from "./BudgetFlags.ts"
import * as CapacityFlags from "./CapacityFlags.ts"
import * as CommaList from "./CommaList.ts"
import * as DatabaseFlags from "./DatabaseFlags.ts"
import * as IdentityFlags from "./IdentityFlags.ts"
import { HostName } from "./http/AllowedHosts.ts"
import * as DownloadSettings from "./local/DownloadSettings.ts"
import { localModels } from "./local/LocalModel.ts"
import { localVoices } from "./local/LocalVoiceModel.ts"
import { ProxyNetwork } from "./http/TrustedProxies.ts"
import * as ImageVariables from "./ImageVariables.ts"
import * as ModelVariables from "./ModelVariables.ts"
import * as QuotaFlags from "./QuotaFlags.ts"
import { knownRoles, PortFromString, Settings, SocketsPerAddressFromString } from "./Settings.ts"
import * as Signals from "./Signals.ts"
import * as SpeechVariables from "./SpeechVariables.ts"
import * as Usage from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"
import * as WebFlags from "./WebFlags.ts"

const portRange = "a whole number from 0 to 65535"

const RolesFromString = CommaList.fromString(
  Schema.Array(Schema.Literals(knownRoles)).check(Schema.isMinLength(1))
)

const HostNamesFromString = CommaList.fromString(
  Schema.Array(HostName).check(Schema.isMinLength(1))
)

const ProxyNetworksFromString = CommaList.fromString(
  Schema.Array(ProxyNetwork).check(Schema.isMinLength(1))
)

const SecondsFromString = Schema.String.check(Schema.isPattern(/^\d{1,3}$/)).pipe(
  Schema.decodeTo(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 600 })),
    SchemaTransformation.numberFromString
  )
)

const voices = ["auto", "flite", ...localVoices.map(({ name }) => name)]
const writers = ["auto", "quotes", ...localModels.map(({ name }) => name)]

const flags = {
  port: ValueFlag.make("port", {
    metavar: "PORT",
    description: "Port of the page; 0 is any free one (or PORT; default 4300)",
    variable: "PORT",
    schema: PortFromString,
    expected: portRange,
    default: Effect.succeed(4300)
  }),
  host: ValueFlag.make("host", {
    metavar: "ADDRESS",
    description: "Address of the page; 0.0.0.0 is open to other machines (default 127.0.0.1)",
    schema: Schema.NonEmptyString,
    expected: "an address",
    default: Effect.succeed("127.0.0.1")
  }),
  publicHost: ValueFlag.make("public-host", {
    metavar: "NAME",
    description:
      "Name of this server in the browsers of its users, or several separated by commas (or AETHERCAST_PUBLIC_HOST; default none but localhost and addresses)",
    variable: "AETHERCAST_PUBLIC_HOST",
    schema: HostNamesFromString,
    expected: "one or more host names without a port, separated by commas",
    default: Effect.succeed([])
  }),
  trustedProxies: ValueFlag.make("trusted-proxy", {
    metavar: "NETWORK",
    description:
      "Where reverse proxies in front of this server are, such as 10.1.0.0/16, or several separated by commas; their X-Forwarded-For names the clients, nobody else's does (or AETHERCAST_TRUSTED_PROXY; default none)",
    variable: "AETHERCAST_TRUSTED_PROXY",
    schema: ProxyNetworksFromString,
    expected: "one or more addresses or networks such as 10.1.0.0/16, separated by commas",
    default: Effect.succeed([])
  }),
  socketsPerAddress: ValueFlag.make("sockets-per-address", {
    metavar: "N",
    description:
      "WebSockets that one network address may have open, two for each page; all pages behind a proxy that is not trusted have its address (or AETHERCAST_SOCKETS_PER_ADDRESS; default 100)",
    variable: "AETHERCAST_SOCKETS_PER_ADDRESS",
    schema: SocketsPerAddressFromString,
    expected: "a whole number from 2 to 100000",
    default: Effect.succeed(100)
  }),
  ...CapacityFlags.flags,
  ...QuotaFlags.flags,
  ...BudgetFlags.flags,
  data: DatabaseFlags.data,
  library: ValueFlag.make("library", {
    metavar: "DIR",
    description: "Folder with documents of yours to make podcasts from (or AETHERCAST_LIBRARY)",
    variable: "AETHERCAST_LIBRARY",
    schema: Schema.NonEmptyString,
    expected: "a folder",
    default: Effect.undefined
  }),
  ...WebFlags.flags,
  writer: ValueFlag.make("writer", {
    metavar: "WRITER",
    description:
      "auto: a configured language model writes, or that of a running Ollama (AETHERCAST_OLLAMA=off does not look for one); quotes: the sources are quoted; " +
      `${localModels.map(({ name }) => name).join(", ")}: a model that is downloaded once and runs on this machine (or AETHERCAST_WRITER; default auto)`,
    variable: "AETHERCAST_WRITER",
    schema: Schema.Literals(writers),
    expected: `one of ${writers.join(", ")}`,
    default: Effect.succeed("auto")
  }),
  voice: ValueFlag.make("voice", {
    metavar: "VOICE",
    description:
      "auto: a configured speech server or Google speaks, or a running Ollama; flite: the voice that ships with this; " +
      `${localVoices.map(({ name }) => name).join(", ")}: a neural voice that is downloaded once and speaks on this machine (or AETHERCAST_VOICE; default auto)`,
    variable: "AETHERCAST_VOICE",
    schema: Schema.Literals(voices),
    expected: `one of ${voices.join(", ")}`,
    default: Effect.succeed("auto")
  }),
  ...DownloadSettings.flags,
  keepsClosed: Flag.Boolean("no-open").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Do not open the page in a browser"),
    Flag.withDefault(false)
  ),
  join: Flag.Boolean("join").pipe(
    Flag.withoutNegation,
    Flag.withDescription(
      "Run no page: add this process as a node to the server of --data or DATABASE_URL"
    ),
    Flag.withDefault(false)
  ),
  clusterHost: ValueFlag.make("cluster-host", {
    metavar: "ADDRESS",
    description:
      "Address where other nodes reach this one (or AETHERCAST_CLUSTER_HOST; default 127.0.0.1)",
    variable: "AETHERCAST_CLUSTER_HOST",
    schema: Schema.NonEmptyString,
    expected: "an address",
    default: Effect.succeed("127.0.0.1")
  }),
  clusterPort: ValueFlag.make("cluster-port", {
    metavar: "PORT",
    description:
      "Port where other nodes reach this one (or AETHERCAST_CLUSTER_PORT; default any free one)",
    variable: "AETHERCAST_CLUSTER_PORT",
    schema: PortFromString,
    expected: portRange,
    default: Effect.succeed(0)
  }),
  ...IdentityFlags.flags,
  roles: ValueFlag.make("roles", {
    metavar: "ROLES",
    description: `Roles of this node: ${knownRoles.join(", ")} (or AETHERCAST_ROLES; default all)`,
    variable: "AETHERCAST_ROLES",
    schema: RolesFromString,
    expected: `one or more of ${knownRoles.join(", ")}, separated by commas`,
    default: Effect.succeed(knownRoles)
  }),
  notice: ValueFlag.make("notice", {
    metavar: "SECONDS",
    description:
      "Seconds from a stop signal to the shutdown, for balancers to notice (or AETHERCAST_NOTICE; default 3 with a DATABASE_URL, else 0)",
    variable: "AETHERCAST_NOTICE",
    schema: SecondsFromString,
    expected: "a whole number from 0 to 600",
    default: Effect.undefined
  })
}

const examples = [
  { command: "npm start", description: "Start the server and open its page" },
  {
    command: "npm start -- --port 8080 --host 0.0.0.0 --public-host casts.example --no-open",
    description: "Serve other machines, too, that know this one by the name casts.example"
  },
  {
    command: "npm start -- --library ~/articles",
    description: "Make podcasts from your own documents too"
  },
  {
    command: "npm start -- --join",
    description: "Add another process to the server that runs on this machine"
  }
]

/**
 * Decodes the arguments and the environment into settings and runs `start` with them. `--help` and
 * `--version` only print. See `Usage.run` for errors.
 */
export const run = <E, R>(
  args: ReadonlyArray<string>,
  start: (settings: Settings) => Effect.Effect<void, E, R>
) =>
  Usage.run(
    Command.make("aethercast", flags, (given) =>
      Effect.scoped(Effect.andThen(Signals.handled, Effect.flatMap(settings(given), start)))
    ).pipe(
      Command.withDescription("Podcasts made by AI agents, on demand."),
      Command.withExamples(examples)
    ),
    args,
    { hint: "npm start -- --help lists the options." }
  )

const settings = Effect.fn("CommandLine.settings")(function* (
  given: Command.Command.Config.Infer<typeof flags>
) {
  const databaseUrl = yield* DatabaseFlags.databaseUrl
  // A node that hosts none of their agents gets no keys, and downloads nothing.
  const hostsAgents = given.roles.includes(defaultRole)
  const downloaded = <Model>(model: Model | undefined) =>
    model === undefined || !hostsAgents
      ? Effect.succeedNone
      : Effect.asSome(
          Effect.map(DownloadSettings.read(given.agreed), (downloads) => ({ model, downloads }))
        )
  const images = hostsAgents ? yield* ImageVariables.read() : Option.none()
  const writes = given.writer === "auto" && hostsAgents
  const models = writes ? yield* ModelVariables.read() : Option.none()
  const speaks = given.voice === "auto" && hostsAgents
  const speech = speaks ? yield* SpeechVariables.read(models) : Option.none()
  const ollama = yield* ModelVariables.ollama
  // Blobs are read by agents of the default role, and for the page.
  const reads = !given.join || hostsAgents
  return new Settings({
    bucket: reads ? yield* BucketVariables.read : Option.none(),
    models,
    images,
    speech,
    localWriter: yield* downloaded(localModels.find(({ name }) => name === given.writer)),
    localVoice: yield* downloaded(localVoices.find(({ name }) => name === given.voice)),
    ollama: writes && Option.isNone(models) ? ollama : Option.none(),
    speakingOllama: speaks && Option.isNone(speech) ? ollama : Option.none(),
    role: given.join ? "node" : "server",
    host: given.host,
    port: given.port,
    publicHosts: given.publicHost,
    socketsPerAddress: given.socketsPerAddress,
    capacity: CapacityFlags.capacity(given),
    quotas: given.quotas,
    budget: given.budget,
    trustedProxies: given.trustedProxies,
    data: resolve(given.data),
    library: Option.map(Option.fromNullishOr(given.library), (folder) => resolve(folder)),
    web: yield* WebFlags.webSettings(given),
    opensBrowser: !given.keepsClosed,
    databaseUrl,
    clusterHost: given.clusterHost,
    clusterPort: given.clusterPort,
    roles: given.roles,
    identity: yield* IdentityFlags.source(given),
    // A server with a database of its own is the only one: no other could take its requests.
    noticeSeconds: given.notice ?? (Option.isSome(databaseUrl) ? 3 : 0)
  })
})
