import { once } from "node:events"
import { createConnection, type Socket } from "node:net"

/** A WebSocket of which the test makes every byte. Its disposal closes it. */
export interface RawSocket extends AsyncDisposable {
  readonly connection: Socket
  /** The status of the handshake. */
  readonly status: number
  /** Bytes that came after the handshake. */
  received(): Buffer
  /** Resolves once the server has closed the connection. */
  readonly closed: Promise<unknown>
}

export const open = async (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {}
): Promise<RawSocket> => {
  const connection = createConnection({ host: "127.0.0.1", port })
  // The server may end it in any way and at any time.
  connection.on("error", () => {})
  const closed = new Promise((resolve) => {
    connection.once("close", resolve)
  })
  await once(connection, "connect")
  const lines = Object.entries({ ...handshake, host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`
  )
  connection.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`)
  let received = Buffer.alloc(0)
  let head: number | undefined
  const answered = new Promise<void>((resolve) => {
    connection.on("data", (bytes: Buffer) => {
      received = Buffer.concat([received, bytes])
      if (head !== undefined || !received.includes("\r\n\r\n")) return
      head = received.indexOf("\r\n\r\n") + 4
      resolve()
    })
  })
  await Promise.race([answered, closed])
  return {
    connection,
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(received.toString("latin1"))?.[1] ?? 0),
    received: () => received.subarray(head ?? 0),
    closed,
    [Symbol.asyncDispose]: async () => {
      connection.destroy()
      await closed
    }
  }
}

const handshake = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="
}

/** A frame of a client (RFC 6455, section 5.2). The mask is zero, so that the payload is sent as it stands. */
export const frame = (
  payload: Uint8Array | string,
  options: { readonly opcode?: number; readonly fin?: boolean; readonly reserved?: number } = {}
): Buffer => {
  const { fin = true, opcode = 2, reserved = 0 } = options
  const bytes = Buffer.from(payload)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const length =
    bytes.length < 126
      ? [0x80 | bytes.length]
      : bytes.length < 65_536
        ? [0x80 | 126, bytes.length >> 8, bytes.length & 255]
        : [0x80 | 127, 0, 0, 0, 0, ...bigEndian(bytes.length)]
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), bytes])
}

const bigEndian = (length: number): ReadonlyArray<number> => [
  (length >>> 24) & 255,
  (length >>> 16) & 255,
  (length >>> 8) & 255,
  length & 255
]
