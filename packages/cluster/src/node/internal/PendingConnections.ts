import type { Socket } from "node:net"

/**
 * The connections whose other end has not proved yet that it belongs to the cluster. Their number is
 * bounded: a new one closes the oldest, so that many silent connections cost little memory, and a
 * process that authenticates within milliseconds is not kept out.
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
