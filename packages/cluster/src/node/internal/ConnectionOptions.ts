import type { Socket } from "node:net"
import { Redacted } from "effect"
import type { Tls } from "../Tls.ts"

/** For how long a connection may be open without being authenticated. */
export const handshakeTimeout = "5 seconds"

export const tlsOptions = ({ authority, certificate, key }: Tls) => ({
  cert: certificate,
  key: Redacted.value(key),
  ca: authority,
  minVersion: "TLSv1.3" as const
})

/** Lets many writers wait for a socket, and its errors leave the process alone. */
export const outlive = <S extends Socket>(socket: S): S => {
  socket.setMaxListeners(0)
  // An error without a listener would end the process.
  socket.on("error", () => {})
  return socket
}
