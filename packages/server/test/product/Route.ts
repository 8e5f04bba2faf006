/** What a process of a cluster tells the network of the test at the start of a connection. */
export interface Route {
  readonly pid: number
  /** Whether the process listens at the port, or wants this connection to lead there. */
  readonly kind: "listens" | "dials"
  readonly port: number
}

/** In bytes. */
export const size = 12

export const encode = ({ kind, pid, port }: Route): Uint8Array => {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32BE(pid, 0)
  bytes.writeUInt32BE(port, 4)
  bytes.writeUInt32BE(kind === "listens" ? 1 : 0, 8)
  return bytes
}

export const decode = (bytes: Buffer): Route => ({
  pid: bytes.readUInt32BE(0),
  port: bytes.readUInt32BE(4),
  kind: bytes.readUInt32BE(8) === 1 ? "listens" : "dials"
})
