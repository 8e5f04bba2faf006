/** A server to connect to, after a pause. */
export interface Attempt {
  /** Its name and port. */
  readonly host: string
  readonly pauseMillis: number
}

/**
 * Which server the page's sockets connect to: its own, and when that is gone, another of the cluster.
 * Every server is tried at once; when none of them could be reached, all are tried again after a pause,
 * which is 100 ms first, then 1.5 times as long each time, up to 1.6 s.
 */
export class ServerChoice {
  private readonly own: string
  private siblings: ReadonlyArray<string> = []
  private upcoming: ReadonlyArray<Attempt> = []
  private failedRounds = 0
  private chosen: Attempt

  /** `host` is the name and port of the server that the page comes from. */
  constructor(host: string) {
    this.own = host
    this.chosen = { host, pauseMillis: 0 }
  }

  /** The server to connect to now. */
  get current(): Attempt {
    return this.chosen
  }

  /** Sets the ports of the servers that are alive besides the one that says so. */
  setSiblings(ports: ReadonlyArray<number>): void {
    const name = this.own.replace(/:\d+$/, "")
    this.siblings = ports.map((port) => `${name}:${port}`)
  }

  /**
   * An attempt has failed, or its connection has ended: the next server is chosen, unless another socket
   * has done so. `wasHealthy` is false for a connection that ended soon after it was opened.
   */
  leave(attempt: Attempt, wasHealthy: boolean): void {
    if (attempt !== this.chosen) return
    if (wasHealthy) {
      this.failedRounds = 0
      this.upcoming = this.round(attempt.host, 0)
    } else if (this.upcoming.length === 0) {
      this.failedRounds++
      this.upcoming = this.round(attempt.host, pauseAfter(this.failedRounds))
    }
    const [next = attempt, ...later] = this.upcoming
    this.chosen = next
    this.upcoming = later
  }

  /** Each server once, the one that was left and the page's own at the end. */
  private round(left: string, pauseMillis: number): ReadonlyArray<Attempt> {
    const hosts = [...this.siblings.filter((host) => host !== left), left]
    if (!hosts.includes(this.own)) hosts.push(this.own)
    return hosts.map((host, index) => ({ host, pauseMillis: index === 0 ? pauseMillis : 0 }))
  }
}

const pauseAfter = (failedRounds: number): number => Math.min(100 * 1.5 ** (failedRounds - 1), 1600)

/** Both sockets of the page connect to the same server. */
export const serverChoice = new ServerChoice(globalThis.location?.host ?? "")
