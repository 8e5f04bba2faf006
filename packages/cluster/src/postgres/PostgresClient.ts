import { PgClient } from "@effect/sql-pg"
import { type Duration, Redacted } from "effect"
import { isLoopback } from "../node/Loopback.ts"
import * as DatabaseTarget from "./internal/DatabaseTarget.ts"
import { ScramSocket } from "./internal/ScramSocket.ts"

export interface Options {
  readonly url: Redacted.Redacted
  readonly applicationName: string
  readonly maxConnections: number
  readonly connectTimeout?: Duration.Input
}

/**
 * A client of the Postgres at `url` that does not give its password away. Over an unencrypted connection
 * it gives it by SCRAM only, by which the server, too, proves that it knows the password: a connection to
 * one that asks for it otherwise, or not at all, fails with `PasswordWithheld`.
 */
export const layer = (options: Options) =>
  PgClient.layer({ ...options, ...guardedStream(new URL(Redacted.value(options.url))) })

/** Whether what the client and the server exchange may be read on a network. */
export const isExposed = (given: Redacted.Redacted): boolean => {
  const url = new URL(Redacted.value(given))
  const target = DatabaseTarget.of(url)
  return !("path" in target || DatabaseTarget.requiresTls(url) || isLoopback(target.host))
}

const guardedStream = (url: URL): Pick<PgClient.PgPoolConfig, "stream"> => {
  const target = DatabaseTarget.of(url)
  // Only its owner can listen at the path of a socket, and the driver sends nothing over TLS before it has
  // verified the certificate.
  if ("path" in target || DatabaseTarget.requiresTls(url)) return {}
  const options = {
    ...target,
    hasPassword: DatabaseTarget.hasPassword(url),
    negotiatesTls: DatabaseTarget.negotiatesTls(url)
  }
  return { stream: () => new ScramSocket(options) }
}
