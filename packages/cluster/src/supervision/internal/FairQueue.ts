import { Chunk, HashMap, Option } from "effect"

/** One slot of a limited resource. */
export interface Claim {
  readonly resource: string
  /** The slots of the resource. */
  readonly limit: number
}

/** Waits for a slot of each of its claims, and then holds them. */
export interface Ticket {
  /** In the order of arrival. */
  readonly id: number
  readonly tenant: string
  /** 0 to 9; 9 is served first. */
  readonly priority: number
  /** The time of arrival, epoch milliseconds. */
  readonly since: number
  readonly claims: ReadonlyArray<Claim>
}

/**
 * Tickets that hold their slots, and tickets that wait for them. No ticket waits that could hold them.
 *
 * Free slots go to the highest level; within a level to the tenant with the fewest running tickets, of
 * those to the one that was served least recently, and within a tenant to the earliest ticket. The
 * level of a ticket is its priority plus one for every ten seconds that it has waited, so that no
 * ticket starves. A ticket whose slots are not free does not block those behind it.
 */
export interface FairQueue<T extends Ticket> {
  readonly running: HashMap.HashMap<number, T>
  /** Slots taken, by resource. */
  readonly taken: HashMap.HashMap<string, number>
  /** Tenants with a ticket. */
  readonly tenants: HashMap.HashMap<string, Tenant>
  /** Waiting tickets. Those of a lane have the same tenant, priority and claims: the first is next. */
  readonly lanes: HashMap.HashMap<string, Chunk.NonEmptyChunk<T>>
  /** The count of tickets served so far. */
  readonly served: number
}

interface Tenant {
  readonly running: number
  readonly waiting: number
  /** The count of served tickets at that time. */
  readonly lastServed: number
}

export const empty = <T extends Ticket>(): FairQueue<T> => ({
  running: HashMap.empty(),
  taken: HashMap.empty(),
  tenants: HashMap.empty(),
  lanes: HashMap.empty(),
  served: 0
})

/** Adds a ticket; returns whether it got its slots at once. */
export const enter = <T extends Ticket>(
  queue: FairQueue<T>,
  ticket: T
): readonly [started: boolean, queue: FairQueue<T>] => {
  if (hasRoom(queue, ticket)) return [true, start(queue, ticket)]
  const lane = HashMap.get(queue.lanes, laneOf(ticket))
  const longer = Option.match(lane, {
    onNone: () => Chunk.of(ticket),
    onSome: (waiting) => Chunk.append(waiting, ticket)
  })
  return [
    false,
    {
      ...queue,
      lanes: HashMap.set(queue.lanes, laneOf(ticket), longer),
      tenants: HashMap.modifyAt(queue.tenants, ticket.tenant, changed({ waiting: 1 }))
    }
  ]
}

/** Removes a ticket that waits or runs; returns the tickets that get its slots, in order. */
export const leave = <T extends Ticket>(
  queue: FairQueue<T>,
  ticket: T,
  now: number
): readonly [started: ReadonlyArray<T>, queue: FairQueue<T>] => {
  if (!HashMap.has(queue.running, ticket.id)) return [[], withoutWaiting(queue, ticket)]
  const started: Array<T> = []
  let after = withoutRunning(queue, ticket)
  for (let next = first(after, now); next !== undefined; next = first(after, now)) {
    started.push(next)
    after = start(withoutWaiting(after, next), next)
  }
  return [started, after]
}

/** Ten seconds is the limit for keeping a user's attention (Nielsen, Response Times, 1993). */
const millisPerLevel = 10_000

const level = ({ priority, since }: Ticket, now: number) =>
  Math.min(9, priority + Math.floor((now - since) / millisPerLevel))

const hasRoom = <T extends Ticket>({ taken }: FairQueue<T>, { claims }: T) =>
  claims.every(
    ({ limit, resource }) => Option.getOrElse(HashMap.get(taken, resource), () => 0) < limit
  )

const laneOf = ({ claims, priority, tenant }: Ticket) =>
  JSON.stringify([tenant, priority, claims.map(({ limit, resource }) => [resource, limit])])

const first = <T extends Ticket>(queue: FairQueue<T>, now: number): T | undefined => {
  let best: T | undefined
  for (const lane of HashMap.values(queue.lanes)) {
    const head = Chunk.headNonEmpty(lane)
    if (!hasRoom(queue, head)) continue
    if (best === undefined || precedence(queue, head, best, now) < 0) best = head
  }
  return best
}

const precedence = <T extends Ticket>(queue: FairQueue<T>, a: T, b: T, now: number) => {
  const [ofA, ofB] = [tenantOf(queue, a), tenantOf(queue, b)]
  return (
    level(b, now) - level(a, now) ||
    ofA.running - ofB.running ||
    ofA.lastServed - ofB.lastServed ||
    a.id - b.id
  )
}

const absent: Tenant = { running: 0, waiting: 0, lastServed: 0 }

const tenantOf = <T extends Ticket>(queue: FairQueue<T>, { tenant }: T) =>
  Option.getOrElse(HashMap.get(queue.tenants, tenant), () => absent)

const start = <T extends Ticket>(queue: FairQueue<T>, ticket: T): FairQueue<T> => ({
  ...queue,
  served: queue.served + 1,
  running: HashMap.set(queue.running, ticket.id, ticket),
  taken: ticket.claims.reduce(
    (taken, { resource }) => HashMap.modifyAt(taken, resource, added(1)),
    queue.taken
  ),
  tenants: HashMap.modifyAt(
    queue.tenants,
    ticket.tenant,
    changed({ running: 1, lastServed: queue.served + 1 })
  )
})

const withoutRunning = <T extends Ticket>(queue: FairQueue<T>, ticket: T): FairQueue<T> => ({
  ...queue,
  running: HashMap.remove(queue.running, ticket.id),
  taken: ticket.claims.reduce(
    (taken, { resource }) => HashMap.modifyAt(taken, resource, added(-1)),
    queue.taken
  ),
  tenants: HashMap.modifyAt(queue.tenants, ticket.tenant, changed({ running: -1 }))
})

const withoutWaiting = <T extends Ticket>(queue: FairQueue<T>, ticket: T): FairQueue<T> => {
  const key = laneOf(ticket)
  const lane = Option.getOrElse(HashMap.get(queue.lanes, key), () => Chunk.empty<T>())
  const rest =
    Option.getOrUndefined(Chunk.head(lane))?.id === ticket.id
      ? Chunk.drop(lane, 1)
      : Chunk.filter(lane, ({ id }) => id !== ticket.id)
  if (rest.length === lane.length) return queue
  return {
    ...queue,
    lanes: Chunk.isNonEmpty(rest)
      ? HashMap.set(queue.lanes, key, rest)
      : HashMap.remove(queue.lanes, key),
    tenants: HashMap.modifyAt(queue.tenants, ticket.tenant, changed({ waiting: -1 }))
  }
}

/** Counts of 0 are removed, so that past resources and tenants use no memory. */
const added = (count: number) => (before: Option.Option<number>) =>
  Option.some(Option.getOrElse(before, () => 0) + count).pipe(Option.filter((taken) => taken > 0))

const changed =
  (change: {
    readonly running?: number
    readonly waiting?: number
    readonly lastServed?: number
  }) =>
  (before: Option.Option<Tenant>): Option.Option<Tenant> => {
    const known = Option.getOrElse(before, () => absent)
    const running = known.running + (change.running ?? 0)
    const waiting = known.waiting + (change.waiting ?? 0)
    return running + waiting === 0
      ? Option.none()
      : Option.some({ running, waiting, lastServed: change.lastServed ?? known.lastServed })
  }
