import { createServer, type RequestListener } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo, LookupFunction, Server } from "node:net"
import { createSecureContext, getCACertificates, setDefaultCACertificates } from "node:tls"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Effect, type Layer } from "effect"
import * as Certificates from "../../../cluster/test/harness/Certificates.ts"

/** A part of the web on this machine. */
export interface TestWeb {
  /** The address of a path on a host. */
  readonly at: (host: string, path?: string, scheme?: "http" | "https") => string
  /** What the operator of a test allows: the hosts of this web, which are private. */
  readonly privateHosts: ReadonlySet<string>
  /** Knows the hosts of this web and no others. */
  readonly lookup: LookupFunction
  /** The guard of the product, with that resolver and these private hosts. */
  readonly http: Layer.Layer<GuardedHttp>
  /** What was requested since the last call: `host path`. */
  readonly requests: () => ReadonlyArray<string>
  /** Waits until `host path` is requested. */
  readonly seen: (request: string) => Effect.Effect<void>
}

/**
 * Serves sites by their host names until the scope closes: real servers on one port for HTTP and one for
 * HTTPS, whose certificates the product trusts, but for those of `untrusted` hosts.
 */
export const make = Effect.fnUntraced(function* (
  sites: Readonly<Record<string, RequestListener>>,
  untrusted: ReadonlyArray<string> = []
) {
  const requested: Array<string> = []
  const waiting = new Map<string, () => void>()
  const respond: RequestListener = (request, response) => {
    const host = (request.headers.host ?? "").split(":")[0] ?? ""
    requested.push(`${host} ${request.url}`)
    waiting.get(`${host} ${request.url}`)?.()
    const site = sites[host]
    if (site === undefined) response.writeHead(421).end()
    else site(request, response)
  }
  const hosts = Object.keys(sites)
  const trusted = hosts.filter((host) => !untrusted.includes(host))
  const stranger = contextOf(Certificates.make({ name: "stranger", hosts: untrusted }))
  const context = contextOf(
    Certificates.make({ name: "sites", hosts: trusted, issuer: authority, uses: ["server"] })
  )
  const http = yield* listening(createServer(respond))
  const https = yield* listening(
    createTlsServer(
      {
        SNICallback: (host, done) => done(null, untrusted.includes(host) ? stranger : context)
      },
      respond
    )
  )
  const privateHosts = new Set(hosts.flatMap((host) => [`${host}:${http}`, `${host}:${https}`]))
  const lookup: LookupFunction = (host, _options, done) =>
    hosts.includes(host)
      ? done(null, [{ address: "127.0.0.1", family: 4 }])
      : done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }), [])
  const web: TestWeb = {
    at: (host, path = "/", scheme = "http") =>
      `${scheme}://${host}:${scheme === "http" ? http : https}${path}`,
    privateHosts,
    lookup,
    http: GuardedHttp.layerWith({ local: new Map(), privateHosts, lookup }),
    requests: () => requested.splice(0),
    seen: (request) =>
      Effect.callback((resume) => {
        if (requested.includes(request)) resume(Effect.void)
        else waiting.set(request, () => resume(Effect.void))
      })
  }
  return web
})

const authority = Certificates.make({ name: "authority of the test web" })
setDefaultCACertificates([...getCACertificates("default"), authority.pem])

const contextOf = (certificate: Certificates.Certificate) =>
  createSecureContext({ cert: certificate.pem, key: Certificates.keyPem(certificate) })

const listening = (server: Server & { closeAllConnections(): void }) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed(isInet(address) ? address.port : 0))
      })
    }),
    () =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )

const isInet = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === "object" && address !== null
