import type { Faults } from "./Faults.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

/** One end of a connection. */
export interface End {
  readonly process: Process
  readonly receive: (message: string) => void
  readonly closed: () => void
}

/** Accepts connections at an address: gives the server's end of each. */
export type Accept = (connection: Connection) => End

/**
 * A connection as TCP has it: in order, nothing lost in its middle. When a message is lost, the connection
 * is silent from then on, and is noticed to be dead by its ends after 10 to 20 s, the time of a keepalive.
 */
export class Connection {
  isOpen = true
  private isSilent = false
  private readonly arrivals = { client: 0, server: 0 }
  private readonly network: Network
  readonly client: End
  server: End | undefined

  constructor(network: Network, client: End) {
    this.network = network
    this.client = client
  }

  send(to: "client" | "server", message: string): void {
    const { faults, world } = this.network
    if (!this.isOpen || this.isSilent) return
    const fate = faults.message()
    if (fate.isLost || this.network.isCut(this)) return this.fallSilent()
    const at = Math.max(world.now + fate.delay, this.arrivals[to])
    this.arrivals[to] = at
    const end = this[to]
    world.after(at - world.now, end?.process, () => {
      if (this.isOpen && !this.isSilent) end?.receive(message)
    })
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    for (const end of [this.client, this.server]) {
      if (end !== undefined) this.network.world.after(1, end.process, end.closed)
    }
  }

  fallSilent(): void {
    if (this.isSilent) return
    this.isSilent = true
    const { world } = this.network
    world.after(10_000 + world.random.int(10_000), undefined, () => this.close())
  }
}

/** The network between the processes. */
export class Network {
  readonly world: World
  readonly faults: Faults
  private readonly servers = new Map<
    string,
    { readonly process: Process; readonly accept: Accept }
  >()
  private connections: Array<Connection> = []
  private readonly cuts = new Set<string>()

  constructor(world: World, faults: Faults) {
    this.world = world
    this.faults = faults
  }

  listen(address: string, process: Process, accept: Accept): void {
    this.servers.set(address, { process, accept })
  }

  /** Undefined when nobody listens there. */
  connect(client: End, address: string): Connection | undefined {
    const server = this.servers.get(address)
    if (server === undefined || server.process.state === "killed") return undefined
    const connection = new Connection(this, client)
    connection.server = server.accept(connection)
    this.connections = [...this.connections.filter(({ isOpen }) => isOpen), connection]
    return connection
  }

  /** Messages between two hosts are lost until `heal`. */
  cut(left: string, right: string): void {
    this.cuts.add(pair(left, right))
  }

  heal(): void {
    this.cuts.clear()
  }

  isCut({ client, server }: Connection): boolean {
    return server !== undefined && this.cuts.has(pair(client.process.name, server.process.name))
  }

  /** The kernel closes the connections of a process that was killed. */
  closeAll(process: Process): void {
    for (const connection of this.connections) {
      if (connection.client.process === process || connection.server?.process === process) {
        connection.close()
      }
    }
  }

  /** Ends one connection, drawn by the seed. */
  cutOne(): void {
    const open = this.connections.filter(({ isOpen }) => isOpen)
    if (open.length > 0) this.world.random.pick(open).close()
  }
}

const pair = (left: string, right: string) => [left, right].toSorted().join("|")
