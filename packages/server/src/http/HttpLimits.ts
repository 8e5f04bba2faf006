import { createServer, type Server } from "node:http"

/** The largest message of a WebSocket, in bytes; the page's have a few hundred. */
export const maxSocketMessageBytes = 64 * 1024

/** How long a connection may show no progress while a response is sent. Audio in the making has its pauses. */
const stalledMillis = 5 * 60 * 1000

/** Connections at once. A page has a handful; 1,000 listeners fit. */
const maxConnections = 8192

/** How long a client may take to send a request, in milliseconds. */
export interface Patience {
  readonly headers: number
  readonly request: number
}

/**
 * Node's HTTP server with limits on what a client may send, and how slowly: 16 KiB of headers, at most
 * 100 of them, within 10 s; the whole request, whose body has its own limit, within 30 s.
 */
export const make = (patience: Patience = { headers: 10_000, request: 30_000 }): Server => {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: patience.headers / 5
  })
  server.maxHeadersCount = 100
  server.maxConnections = maxConnections
  server.timeout = stalledMillis
  // WebSockets are quiet for longer, and have limits of their own.
  server.prependListener("upgrade", ({ socket }) => socket.setTimeout(0))
  return server
}
