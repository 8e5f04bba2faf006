import type { Socket } from "node:net"

/**
 * The connections whose other end has not proved yet that it belongs to the cluster. There is room for so
 * many; the oldest is closed for a new one. So a crowd of silent connections costs little memory and
 * shuts nobody out who needs a few milliseconds.
 */
export class PendingConnections {
  readonly #sockets = new Set<Socket>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#sockets.size
  }

  add(socket: Socket): void {
    const [oldest] = this.#sockets
    if (oldest !== undefined && this.#sockets.size >= this.#limit) {
      this.#sockets.delete(oldest)
      oldest.destroy()
    }
    this.#sockets.add(socket)
  }

  remove(socket: Socket): void {
    this.#sockets.delete(socket)
  }
}
