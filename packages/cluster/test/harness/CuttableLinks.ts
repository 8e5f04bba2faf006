import { connect, type NetConnectOpts, type Socket } from "node:net"

/**
 * Connections that can be cut: they then stay open and silent, as if a cable were pulled, and what was
 * sent meanwhile arrives when they are restored. `Ends` says what a connection connects.
 */
export class CuttableLinks<Ends> {
  readonly #isCut: (ends: Ends) => boolean
  readonly #sockets = new Set<Socket>()
  readonly #delayed: Array<{ readonly ends: Ends; readonly act: () => void }> = []

  constructor(isCut: (ends: Ends) => boolean) {
    this.#isCut = isCut
  }

  /** Connects a socket that was accepted, and is paused, with another address. */
  open(ends: Ends, near: Socket, to: NetConnectOpts): void {
    const far = connect({ ...to, noDelay: true })
    this.#forward(ends, near, far)
    this.#forward(ends, far, near)
    near.resume()
  }

  /** Delivers what was delayed on connections that are no longer cut, and returns how much that was. */
  restored(): number {
    const delayed = this.#delayed.splice(0)
    for (const { act, ends } of delayed) this.#whenConnected(ends, act)
    return delayed.length - this.#delayed.length
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #forward(ends: Ends, from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on("data", (chunk) =>
      this.#whenConnected(ends, () => void (to.writable && to.write(chunk)))
    )
    // An error is followed by `close`.
    from.on("error", () => {})
    from.on("close", () => {
      this.#sockets.delete(from)
      this.#whenConnected(ends, () => void to.end())
    })
  }

  #whenConnected(ends: Ends, act: () => void): void {
    if (this.#isCut(ends)) this.#delayed.push({ ends, act })
    else act()
  }
}
