// Loaded by `--import` into each process of a cluster, whose connections then lead through the
// `ServerNetwork` at the port that follows the address of this file.
import { subscribe } from "node:diagnostics_channel"
import { connect, Server, Socket } from "node:net"
import { Predicate } from "effect"
import * as Route from "./Route.ts"

const { pid } = process
const network = { host: "127.0.0.1", port: Number(new URL(import.meta.url).search.slice(1)) }
const direct = Socket.prototype.connect

subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  if (!Predicate.hasProperty(message, "server") || !(message.server instanceof Server)) return
  const address = message.server.address()
  if (typeof address !== "object" || address === null) return
  const report = connect(network)
  report.on("error", () => {})
  report.end(Route.encode({ pid, kind: "listens", port: address.port }))
})

Object.defineProperty(Socket.prototype, "connect", {
  configurable: true,
  writable: true,
  value: function (this: Socket, ...args: ReadonlyArray<unknown>) {
    const port = dialed(args)
    if (port === undefined || port === network.port) return Reflect.apply(direct, this, args)
    this.once("connect", () => this.write(Route.encode({ pid, kind: "dials", port })))
    return Reflect.apply(direct, this, [network])
  }
})

/** The port, if `net.connect` called: it passes its options in an array. The driver of Postgres does not use it. */
const dialed = ([normalized]: ReadonlyArray<unknown>): number | undefined => {
  const options: unknown = Array.isArray(normalized) ? normalized[0] : undefined
  return Predicate.hasProperty(options, "port") && typeof options.port === "number"
    ? options.port
    : undefined
}
