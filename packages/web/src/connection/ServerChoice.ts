/**
 * Which server the page's sockets connect to: its own, and when that is gone, another of the cluster. The
 * page may only connect to those that were known when it was loaded.
 */
export class ServerChoice {
  private hosts: ReadonlyArray<string>
  private index = 0

  /** `host` is the name and port of the server that the page comes from. */
  constructor(host: string) {
    this.hosts = [host]
  }

  /** The server to connect to. */
  get current(): string {
    return this.hosts[this.index] ?? ""
  }

  /** Sets the ports of the other servers, the first time. */
  setSiblings(ports: ReadonlyArray<number>): void {
    if (this.hosts.length > 1) return
    const [own = ""] = this.hosts
    const name = own.replace(/:\d+$/, "")
    this.hosts = [own, ...ports.map((port) => `${name}:${port}`)]
  }

  /** A connection to a server has ended or failed: the next one is chosen, unless another socket has done so. */
  leave(host: string): void {
    if (host === this.current) this.index = (this.index + 1) % this.hosts.length
  }
}

/** Both sockets of the page connect to the same server. */
export const serverChoice = new ServerChoice(globalThis.location?.host ?? "")
