import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer, Predicate, Schema } from "effect"
import { CliError } from "effect/cli"
import type { Settings } from "../Settings.ts"
import { Drain } from "./Drain.ts"

/** The page's address cannot be had. */
export class AddressNotFree extends Schema.TaggedError<AddressNotFree>()("AddressNotFree", {
  host: Schema.String,
  port: Schema.Int,
  code: Schema.String
}) {
  override get message() {
    const where = `${this.host}:${this.port}`
    switch (this.code) {
      case "EADDRINUSE":
        return `Another program listens on ${where}. Stop it, or choose another port with --port.`
      case "EACCES":
        return `This user may not listen on ${where}. Choose a port from 1024 on with --port.`
      default:
        return `${where} cannot be listened on (${this.code}). Choose another with --host and --port.`
    }
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/**
 * Listens for browsers. A message of theirs is at most 64 KiB: the largest that the page ever sends
 * is a few hundred bytes.
 */
export const layer = ({ host, port }: Settings) =>
  Layer.unwrap(
    Effect.map(Drain, ({ server }) =>
      NodeHttpServer.layer(() => server, { host, port, websocket: { maxPayload: 64 * 1024 } })
    )
  ).pipe(
    Layer.catchTag("ServeError", ({ cause }) =>
      Layer.effectContext(new AddressNotFree({ host, port, code: codeOf(cause) }))
    )
  )

const codeOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)
    ? cause.code
    : String(cause)
