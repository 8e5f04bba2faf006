import * as Cluster from "@aethercast/cluster/Readiness"
import { Console, Effect, Layer, Option, Redacted } from "effect"
import { HttpServer } from "effect/http"
import { NetAddress } from "effect/net"
import { Providers } from "./listening/Providers.ts"
import * as OpenBrowser from "./OpenBrowser.ts"
import type { Settings } from "./Settings.ts"
import { warmUp } from "./WarmUp.ts"

/** Prints where the data is kept, before anything starts; of a database only the host. */
export const dataLocation = ({ data, databaseUrl, role }: Settings) =>
  Console.log(
    Option.match(databaseUrl, {
      onNone: () =>
        role === "server"
          ? `Aethercast keeps its data in ${data}`
          : `Aethercast joins the server whose data is in ${data}`,
      onSome: (url) =>
        `Aethercast keeps its data in the database at ${new URL(Redacted.value(url)).host}`
    })
  )

/** Once the server is ready, prints what it runs with and the address of the page. */
export const layerOfServer = (settings: Settings) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const providers = yield* Providers
      yield* Effect.all([Cluster.awaitReady, warmUp], { concurrency: 2, discard: true })
      const port = NetAddress.isInetAddress(address) ? address.port : settings.port
      const url = `http://${pageHost(settings.host)}:${port}/`
      for (const { advice, description, kind } of yield* providers.all) {
        yield* Console.log(`  ${kind.padEnd(9)} ${description}`)
        if (advice === undefined) continue
        yield* Console.log(`            ${advice.text}`)
        if (advice.command !== undefined) yield* Console.log(`            ${advice.command}`)
      }
      yield* Console.log(`Aethercast is ready: ${url}`)
      if (settings.opensBrowser) yield* OpenBrowser.open(url)
    })
  )

/** Prints that this process has joined the cluster, once it has. */
export const layerOfNode = Layer.effectDiscard(
  Effect.gen(function* () {
    yield* Cluster.awaitReady
    yield* Console.log("Aethercast node has joined the cluster")
  })
)

/** The host of the page for a browser on this machine. */
const pageHost = (host: string) => (host === "0.0.0.0" || host === "::" ? "localhost" : host)
