import { availableParallelism } from "node:os"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Console, Effect, Option, Redacted, Ref } from "effect"
import { defaultCapacity } from "../src/Capacity.ts"
import * as CommandLine from "../src/CommandLine.ts"
import { defaultQuotas } from "../src/QuotaPolicy.ts"
import { engines } from "../src/WebSearch.ts"
import { defaultWebSettings } from "../src/WebSettings.ts"
import { knownRoles, type Settings } from "../src/Settings.ts"

const given = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
  Effect.gen(function* () {
    const settings = yield* Ref.make(Option.none<Settings>())
    yield* CommandLine.run(args, (decoded) => Ref.set(settings, Option.some(decoded)))
    return yield* Ref.get(settings)
  }).pipe(
    Effect.provide([
      NodeServices.layer,
      ConfigProvider.layer(ConfigProvider.fromUnknown({ XDG_STATE_HOME: "/state", ...variables }))
    ])
  )

const settingsOf = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
  given(args, variables).pipe(Effect.flatMap(Effect.fromOption))

const problemOf = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
  Effect.flip(given(args, variables)).pipe(Effect.map((error) => error.message))

describe("CommandLine", () => {
  it.effect(
    "without arguments it is a server on port 4300 of this machine, with its own database",
    () =>
      Effect.gen(function* () {
        const settings = yield* settingsOf([])
        assert.strictEqual(settings.role, "server")
        assert.strictEqual(settings.host, "127.0.0.1")
        assert.strictEqual(settings.port, 4300)
        assert.strictEqual(settings.data, "/state/aethercast")
        assert.isTrue(settings.opensBrowser)
        assert.isTrue(Option.isNone(settings.databaseUrl))
        assert.isTrue(Option.isNone(settings.library))
        assert.strictEqual(settings.clusterPort, 0)
      })
  )

  it.effect("a flag overrides the environment, and the environment the default", () =>
    Effect.gen(function* () {
      const variables = { PORT: "5000", AETHERCAST_DATA: "/from/environment" }
      const flagged = yield* settingsOf(["--port", "0", "--data=/from/flag"], variables)
      assert.strictEqual(flagged.port, 0)
      assert.strictEqual(flagged.data, "/from/flag")
      const unset = yield* settingsOf([], variables)
      assert.strictEqual(unset.port, 5000)
      assert.strictEqual(unset.data, "/from/environment")
    })
  )

  it.effect("knows the private hosts that may be read, and the operator's address", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).web, defaultWebSettings)
      const args = ["--private-hosts", "Wiki.corp, 10.0.0.7:8080", "--contact", "a@casts.example"]
      assert.deepStrictEqual((yield* settingsOf(args)).web, {
        ...defaultWebSettings,
        privateHosts: ["wiki.corp", "10.0.0.7:8080"],
        contact: Option.some("a@casts.example")
      })
      assert.match(
        yield* problemOf(["--private-hosts", "http://wiki.corp/"]),
        /--private-hosts must be one or more hosts/
      )
      assert.match(yield* problemOf(["--contact", "me"]), /--contact must be an address/)
    })
  )

  it.effect("knows the search engines to use", () =>
    Effect.gen(function* () {
      const enginesOf = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
        Effect.map(settingsOf(args, variables), ({ web }) => engines(web).map(({ name }) => name))
      assert.deepStrictEqual(yield* enginesOf([]), ["en.wikipedia.org"])
      assert.deepStrictEqual(
        yield* enginesOf(
          ["--wiki", "http://wiki.corp/api.php", "--searxng", "http://127.0.0.1:8888"],
          { BRAVE_API_KEY: "b", TAVILY_API_KEY: "t" }
        ),
        ["SearXNG at 127.0.0.1:8888", "Brave Search", "Tavily", "wiki.corp"]
      )
      assert.deepStrictEqual(yield* enginesOf(["--offline"], { BRAVE_API_KEY: "b" }), [])
      assert.match(yield* problemOf(["--searxng", "localhost:8888"]), /--searxng must be an http/)
    })
  )

  it.effect("an empty variable counts as unset", () =>
    Effect.gen(function* () {
      const settings = yield* settingsOf([], { PORT: "", DATABASE_URL: "" })
      assert.strictEqual(settings.port, 4300)
      assert.isTrue(Option.isNone(settings.databaseUrl))
    })
  )

  it.effect("relative folders are relative to the working directory", () =>
    Effect.gen(function* () {
      const settings = yield* settingsOf(["--data", "here", "--library", "papers"])
      assert.strictEqual(settings.data, `${process.cwd()}/here`)
      assert.deepStrictEqual(settings.library, Option.some(`${process.cwd()}/papers`))
    })
  )

  it.effect("--join makes it a node", () =>
    Effect.gen(function* () {
      const url = "postgres://me:secret@db.example:5432/cast"
      const settings = yield* settingsOf(["--join", "--no-open", "--cluster-host", "10.0.0.7"], {
        DATABASE_URL: url
      })
      assert.strictEqual(settings.role, "node")
      assert.isFalse(settings.opensBrowser)
      assert.strictEqual(settings.clusterHost, "10.0.0.7")
      assert.deepStrictEqual(Option.map(settings.databaseUrl, Redacted.value), Option.some(url))
      assert.notInclude(JSON.stringify(settings), "secret")
    })
  )

  it.effect("a wrong value is reported with its origin and exit code 2", () =>
    Effect.gen(function* () {
      const wrong = "must be a whole number from 0 to 65535, not"
      assert.strictEqual(yield* problemOf(["--port", "99999"]), `--port ${wrong} "99999".`)
      assert.strictEqual(yield* problemOf(["--port="]), `--port ${wrong} "".`)
      assert.strictEqual(yield* problemOf([], { PORT: "4300x" }), `PORT ${wrong} "4300x".`)
      assert.strictEqual(
        yield* problemOf(["--cluster-port", "1e3"]),
        `--cluster-port ${wrong} "1e3".`
      )
      const error = yield* Effect.flip(given(["--port", "abc"]))
      assert.propertyVal(error, "~effect/Runtime/errorExitCode", 2)
    })
  )

  it.effect("an unknown flag is reported with the one that was probably meant", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* problemOf(["--prot", "1"]),
        "there is no --prot. Did you mean --port?"
      )
      assert.strictEqual(yield* problemOf(["--whatever"]), "there is no --whatever.")
    })
  )

  it.effect("a bad DATABASE_URL is refused without repeating its password", () =>
    Effect.gen(function* () {
      for (const url of ["mysql://me:secret@host/x", "secret", "postgres:/secret"]) {
        const problem = yield* problemOf([], { DATABASE_URL: url })
        assert.include(problem, "DATABASE_URL")
        assert.notInclude(problem, "secret")
      }
    })
  )

  it.effect("a node has every role unless some are given", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).roles, knownRoles)
      assert.deepStrictEqual((yield* settingsOf(["--roles", "default, default"])).roles, [
        "default"
      ])
      assert.deepStrictEqual((yield* settingsOf([], { AETHERCAST_ROLES: "default" })).roles, [
        "default"
      ])
      for (const roles of ["", "defualt", "default,", "default,Default"]) {
        assert.strictEqual(
          yield* problemOf(["--roles", roles]),
          `--roles must be one or more of ${knownRoles.join(", ")}, separated by commas, not "${roles}".`
        )
      }
    })
  )

  it.effect("the names of the server are separated by commas", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).publicHosts, [])
      const { publicHosts } = yield* settingsOf(["--public-host", "casts.example, My-Box"])
      assert.deepStrictEqual(publicHosts, ["casts.example", "My-Box"])
      const variables = { AETHERCAST_PUBLIC_HOST: "casts.example" }
      assert.deepStrictEqual((yield* settingsOf([], variables)).publicHosts, ["casts.example"])
      for (const names of ["http://casts.example", "casts.example:80", "a..b", "*", "a,,b"]) {
        assert.strictEqual(
          yield* problemOf([`--public-host=${names}`]),
          `--public-host must be one or more host names without a port, separated by commas, not "${names}".`
        )
      }
    })
  )

  it.effect("an address may have 100 sockets by default", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* settingsOf([])).socketsPerAddress, 100)
      const { socketsPerAddress } = yield* settingsOf(["--sockets-per-address=5000"])
      assert.strictEqual(socketsPerAddress, 5000)
      for (const count of ["1", "1e3", "1000000"]) {
        assert.include(yield* problemOf([`--sockets-per-address=${count}`]), "from 2 to 100000")
      }
    })
  )

  it.effect("a process generates 16 episodes per processor by default", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        (yield* settingsOf([])).capacity,
        defaultCapacity(availableParallelism())
      )
      const { capacity } = yield* settingsOf(["--episodes=3"], { AETHERCAST_CLUSTER_EPISODES: "9" })
      assert.deepInclude(capacity, { perNode: 3, perCluster: 9 })
      for (const count of ["0", "-1", "1e3", "1000000"]) {
        assert.include(yield* problemOf([`--episodes=${count}`]), "from 1 to 100000")
      }
    })
  )

  it.effect("the operator sets a budget", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).budget, { episode: 1, session: 5, day: 50 })
      const { budget } = yield* settingsOf(["--budget=episode=0.25, day=0"])
      assert.deepStrictEqual(budget, { episode: 0.25, session: 5, day: 0 })
      for (const text of ["", "everything", "day=-1", "day=1,", "year=1", "day=1e3"]) {
        assert.include(yield* problemOf([`--budget=${text}`]), "--budget must be a budget such as")
      }
    })
  )

  it.effect("the operator sets some of the quotas", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).quotas, defaultQuotas)
      const { quotas } = yield* settingsOf(["--quotas=session=5/1h,waiting=9"])
      assert.deepStrictEqual(quotas, {
        ...defaultQuotas,
        session: { limit: 5, windowSeconds: 3600 },
        waiting: 9
      })
      assert.include(yield* problemOf(["--quotas=everything"]), "--quotas must be quotas such as")
    })
  )

  it.effect("no proxy is trusted unless the operator says where it is", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).trustedProxies, [])
      const flag = yield* settingsOf(["--trusted-proxy", "10.1.0.0/16, ::1"])
      assert.deepStrictEqual(flag.trustedProxies, ["10.1.0.0/16", "::1"])
      const variable = yield* settingsOf([], { AETHERCAST_TRUSTED_PROXY: "192.0.2.7" })
      assert.deepStrictEqual(variable.trustedProxies, ["192.0.2.7"])
      for (const networks of ["proxy.example", "10.1.0.0/33", "10.1.0.1/16", "10.1.0.0/16,", "1"]) {
        assert.include(yield* problemOf([`--trusted-proxy=${networks}`]), "such as 10.1.0.0/16")
      }
    })
  )

  it.effect("TLS between nodes takes three files or none", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* settingsOf([])).identity, { _tag: "DataFolder" })
      const flags = ["--cluster-cert", "node.pem", "--cluster-key=/keys/node"]
      const { identity } = yield* settingsOf(flags, { AETHERCAST_CLUSTER_CA: "/ca.pem" })
      assert.deepStrictEqual(identity, {
        _tag: "Tls",
        certificate: `${process.cwd()}/node.pem`,
        key: "/keys/node",
        authority: "/ca.pem"
      })
      assert.strictEqual(
        yield* problemOf(flags),
        "TLS between nodes needs a certificate, its key and an authority: --cluster-ca (or AETHERCAST_CLUSTER_CA) is missing."
      )
      assert.include(
        yield* problemOf([], { AETHERCAST_CLUSTER_KEY: "/keys/node" }),
        "--cluster-cert (or AETHERCAST_CLUSTER_CERT) and --cluster-ca (or AETHERCAST_CLUSTER_CA)"
      )
    })
  )

  it.effect(
    "nodes authenticate each other by one thing: a file's secret, a secret, or certificates",
    () =>
      Effect.gen(function* () {
        const secret = { AETHERCAST_CLUSTER_SECRET: "0123456789abcdef0123456789abcdef" }
        const ofFile = yield* settingsOf(["--cluster-secret-file", "secret"])
        assert.deepStrictEqual(ofFile.identity, {
          _tag: "SecretFile",
          path: `${process.cwd()}/secret`
        })
        const given = yield* settingsOf([], secret)
        assert.strictEqual(given.identity._tag, "Secret")
        assert.notInclude(JSON.stringify(given), "0123456789")
        assert.include(
          yield* problemOf(["--cluster-secret-file", "secret"], secret),
          "give either the files of a certificate, --cluster-secret-file, or AETHERCAST_CLUSTER_SECRET."
        )
      })
  )

  it.effect(
    "a server gives balancers time to notice its shutdown if there may be other servers",
    () =>
      Effect.gen(function* () {
        const variables = { DATABASE_URL: "postgres://me@db.example/cast" }
        assert.strictEqual((yield* settingsOf([])).noticeSeconds, 0)
        assert.strictEqual((yield* settingsOf([], variables)).noticeSeconds, 3)
        assert.strictEqual((yield* settingsOf(["--notice", "0"], variables)).noticeSeconds, 0)
        assert.strictEqual((yield* settingsOf([], { AETHERCAST_NOTICE: "20" })).noticeSeconds, 20)
        for (const seconds of ["601", "-1", "1.5", "1s"]) {
          assert.include(yield* problemOf([`--notice=${seconds}`]), "from 0 to 600")
        }
      })
  )

  it.effect("a running Ollama is looked for only where no other writer or voice is named", () =>
    Effect.gen(function* () {
      const lookedFor = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
        Effect.map(settingsOf(args, variables), ({ ollama, speakingOllama }) => ({
          writes: Option.isSome(ollama),
          speaks: Option.isSome(speakingOllama)
        }))
      assert.deepStrictEqual(yield* lookedFor([]), { writes: true, speaks: true })
      assert.deepStrictEqual(yield* lookedFor(["--writer", "quotes"]), {
        writes: false,
        speaks: true
      })
      assert.deepStrictEqual(yield* lookedFor(["--voice", "flite"], { OPENAI_API_KEY: "sk-1" }), {
        writes: false,
        speaks: false
      })
      const other = { OPENAI_BASE_URL: "http://127.0.0.1:8000/v1", OPENAI_MODEL: "qwen" }
      assert.deepStrictEqual(yield* lookedFor([], other), { writes: false, speaks: true })
      assert.deepStrictEqual(yield* lookedFor([], { AETHERCAST_OLLAMA: "off" }), {
        writes: false,
        speaks: false
      })
    })
  )

  it.effect(
    "covers are painted by a model that is named, on nodes that host the painter only",
    () =>
      Effect.gen(function* () {
        const modelOf = (args: ReadonlyArray<string>, variables: Record<string, string>) =>
          Effect.map(settingsOf(args, variables), ({ images }) =>
            Option.getOrUndefined(Option.map(images, ({ model }) => model))
          )
        const variables = { OPENAI_API_KEY: "sk-1", OPENAI_IMAGE_MODEL: "gpt-image-2" }
        assert.isUndefined(yield* modelOf([], { OPENAI_API_KEY: "sk-1" }))
        assert.strictEqual(yield* modelOf([], variables), "gpt-image-2")
        assert.strictEqual(yield* modelOf(["--writer", "quotes"], variables), "gpt-image-2")
        assert.isUndefined(yield* modelOf(["--join", "--roles", "web"], variables))
      })
  )

  it.effect("a voice that speaks on this machine is named, in place of a provider", () =>
    Effect.gen(function* () {
      const variables = { OPENAI_API_KEY: "sk-1", XDG_CACHE_HOME: "/cache" }
      const settings = yield* settingsOf(["--voice", "supertonic", "--yes"], variables)
      const { downloads, model } = yield* Effect.fromOption(settings.localVoice)
      assert.strictEqual(model.name, "supertonic")
      assert.deepInclude(downloads, { folder: "/cache/aethercast/models", agreed: true })
      assert.isTrue(Option.isNone(settings.speech))
      assert.isTrue(Option.isNone((yield* settingsOf([], variables)).localVoice))
      assert.strictEqual(
        yield* problemOf(["--voice", "phonon"]),
        '--voice must be one of auto, flite, supertonic, kokoro, kitten, not "phonon".'
      )
    })
  )

  it.effect("a model that writes on this machine is named", () =>
    Effect.gen(function* () {
      const localWriterOf = (args: ReadonlyArray<string>, variables: Record<string, string> = {}) =>
        Effect.flatMap(settingsOf(["--writer", "qwen3-4b", ...args], variables), (settings) =>
          Effect.fromOption(settings.localWriter)
        )
      const { downloads, model } = yield* localWriterOf([], { XDG_CACHE_HOME: "/cache" })
      assert.strictEqual(model.name, "qwen3-4b")
      assert.deepInclude(downloads, {
        hub: "https://huggingface.co",
        folder: "/cache/aethercast/models",
        agreed: false
      })
      const other = yield* localWriterOf(["--yes"], {
        HF_ENDPOINT: "http://mirror.corp/hub/",
        AETHERCAST_MODELS: "/disk/models"
      })
      assert.deepInclude(other.downloads, {
        hub: "http://mirror.corp/hub",
        folder: "/disk/models",
        agreed: true
      })
      const settings = yield* settingsOf(["--writer=qwen3-4b"], { OPENAI_API_KEY: "sk-1" })
      assert.isTrue(Option.isNone(Option.orElse(settings.models, () => settings.ollama)))
      assert.strictEqual(
        yield* problemOf(["--writer", "qwen"]),
        '--writer must be one of auto, quotes, qwen3-4b, gemma4-e4b, qwen3-8b, qwen3-1.7b, not "qwen".'
      )
      assert.match(
        yield* problemOf(["--writer=qwen3-4b"], { HF_ENDPOINT: "mirror.corp" }),
        /^HF_ENDPOINT must be like/
      )
    })
  )

  it.effect("--help and --version only print", () =>
    Effect.gen(function* () {
      const printed: Array<string> = []
      const console = { ...globalThis.console, log: (line: string) => printed.push(line) }
      const print = (flag: string) =>
        given([flag]).pipe(Effect.provideService(Console.Console, console))

      assert.isTrue(Option.isNone(yield* print("--help")))
      assert.isTrue(Option.isNone(yield* print("--version")))
      assert.include(printed[0], "--data DIR")
      assert.include(printed[0], "npm start -- --join")
      assert.match(printed[1] ?? "", /^\d+\.\d+\.\d+$/)
    })
  )
})
