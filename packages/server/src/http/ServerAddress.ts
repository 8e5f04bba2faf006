import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer, Predicate, Schema } from "effect"
import { CliError } from "effect/cli"
import type { Settings } from "../Settings.ts"
import { Drain } from "./Drain.ts"
import { maxSocketMessageBytes } from "./HttpLimits.ts"

/** The server cannot listen at its address. */
export class AddressUnavailable extends Schema.TaggedError<AddressUnavailable>()(
  "AddressUnavailable",
  { host: Schema.String, port: Schema.Int, code: Schema.String }
) {
  override get message() {
    const address = `${this.host}:${this.port}`
    switch (this.code) {
      case "EADDRINUSE":
        return `Another program listens on ${address}. Stop it, or choose another port with --port.`
      case "EACCES":
        return `This user may not listen on ${address}. Choose a port from 1024 on with --port.`
      default:
        return `Cannot listen on ${address} (${this.code}). Choose another address with --host and --port.`
    }
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** Listens for browsers. */
export const layer = ({ host, port }: Settings) =>
  Layer.unwrap(
    Effect.map(Drain, ({ server }) =>
      NodeHttpServer.layer(() => server, {
        host,
        port,
        websocket: { maxPayload: maxSocketMessageBytes }
      })
    )
  ).pipe(
    Layer.catchTag("ServeError", ({ cause }) =>
      Layer.effectContext(new AddressUnavailable({ host, port, code: codeOf(cause) }))
    )
  )

const codeOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)
    ? cause.code
    : String(cause)
