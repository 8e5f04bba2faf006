import { Latch } from "effect"
import type { Envelope } from "effect/cluster"
import type { MessageRow } from "./MessageRow.ts"
import type { ReadGate } from "./ReadGate.ts"
import { type RequestAction, RequestEvent, RequestState, transition } from "./RequestState.ts"

/** A request as it is stored, and as the reader gets it. */
export interface Message {
  readonly row: MessageRow
  readonly envelope: Envelope.Encoded
}

/**
 * The state of each request of which this node knows more than the database, and the queue from which
 * its reader takes messages without a query. `RequestState` decides; nothing here waits.
 */
export interface RequestTable {
  readonly ask: (message: Message, optimisticIn: string | undefined) => RequestAction
  /** Puts a stored request into the queue that this node claimed in `epoch`. */
  readonly enqueue: (message: Message, epoch: string) => void
  readonly apply: (id: string, event: RequestEvent) => RequestAction
  /** With the epoch in which this node has it. */
  readonly find: (id: string) => (Message & { readonly epoch: string | undefined }) | undefined
  /** Opens when the INSERT that is under way for a request has ended. */
  readonly statementOf: (id: string) => Latch.Latch | undefined
  /** The request of this key that this node executes and that is not stored. */
  readonly unsavedWithKey: (key: string) => string | undefined
  /** Every request that is not stored yet, those being stored included. */
  readonly unsaved: () => ReadonlyArray<string>
  /** The request that stands for `id` in the database: its twin, or itself. */
  readonly originalOf: (id: string) => string
  /** Whether a request was stored by another node while this one executes its twin. */
  readonly isTwin: (key: string, id: string) => boolean
  /** Takes what is queued for these shards, oldest first; drops what ended with its epoch. */
  readonly take: (shards: ReadonlyArray<string>, limit: number) => ReadonlyArray<Envelope.Encoded>
  readonly dropEntity: (entityType: string, entityId: string) => void
  readonly isFull: () => boolean
  /** Opens when there is something unsaved. */
  readonly hasUnsaved: Latch.Latch
}

/** `held` is the epoch of each shard that this node has. */
export const make = (
  held: ReadonlyMap<string, string>,
  gate: ReadGate["Service"]
): RequestTable => {
  const entries = new Map<string, Entry>()
  const queue = new Set<string>()
  const byKey = new Map<string, string>()
  const originals = new Map<string, string>()
  const hasUnsaved = Latch.makeUnsafe()

  const remember = (id: string, original: string) => {
    originals.set(id, original)
    const [oldest] = originals.keys()
    if (originals.size > maxOriginals && oldest !== undefined) originals.delete(oldest)
  }

  const remove = ({ row: { id, message_id: key } }: Entry) => {
    entries.delete(id)
    queue.delete(id)
    if (key !== null && byKey.get(key) === id) byKey.delete(key)
  }

  const enter = (entry: Entry, state: RequestState) => {
    const { id, message_id: key } = entry.row
    const { statement } = entry
    const isUnderWay = state._tag === "Saving" || state._tag === "Completing"
    entry.state = state
    entry.statement = isUnderWay ? (statement ?? Latch.makeUnsafe()) : undefined
    if (state._tag === "Stored") remove(entry)
    else {
      entries.set(id, entry)
      if (state._tag === "Joined") remember(id, state.original)
      if (key !== null && isExecutedUnsaved(state)) byKey.set(key, id)
    }
    // Opening runs the waiters at once, and they may change the state.
    if (statement !== undefined && !isUnderWay) Latch.openUnsafe(statement)
    if (state._tag === "Unsaved") Latch.openUnsafe(hasUnsaved)
  }

  const move = (entry: Entry, event: RequestEvent): RequestAction => {
    const [state, action] = transition(entry.state, event)
    if (action === "Doubt") gate.doubt([entry.row.id])
    if (action === "HandOver") queue.add(entry.row.id)
    enter(entry, state)
    return action
  }

  /** Whether the epoch is over in which this node had it. */
  const isLost = ({ row, state }: Entry) => epochOf(state) !== held.get(row.shard_id)

  return {
    hasUnsaved,
    ask: (message, optimisticIn) =>
      move(
        { ...message, state: RequestState.Stored(), statement: undefined },
        RequestEvent.Asked({ optimisticIn })
      ),
    enqueue: (message, epoch) => {
      const { id } = message.row
      if (queue.size >= maxQueued) return gate.doubt([id])
      const state = RequestState.Queued({ epoch })
      enter({ ...message, state, statement: undefined }, state)
      queue.add(id)
    },
    apply: (id, event) => {
      const entry = entries.get(id)
      return entry === undefined ? transition(RequestState.Stored(), event)[1] : move(entry, event)
    },
    find: (id) => {
      const entry = entries.get(id)
      return entry && { row: entry.row, envelope: entry.envelope, epoch: epochOf(entry.state) }
    },
    statementOf: (id) => entries.get(id)?.statement,
    unsavedWithKey: (key) => byKey.get(key),
    unsaved: () =>
      [...entries.values()].flatMap(({ row, state }) =>
        state._tag === "Queued" || state._tag === "Joined" ? [] : [row.id]
      ),
    originalOf: (id) => originals.get(id) ?? id,
    isTwin: (key, original) => {
      const entry = entries.get(byKey.get(key) ?? "")
      if (entry === undefined || entry.row.id === original) return false
      if (!isLost(entry)) return move(entry, RequestEvent.TwinRead({ original })) === "SkipTwin"
      move(entry, RequestEvent.EpochEnded())
      return false
    },
    take: (shards, limit) => {
      const asked = new Set(shards)
      const taken: Array<Envelope.Encoded> = []
      for (const id of queue) {
        const entry = entries.get(id)
        if (entry === undefined) continue
        if (isLost(entry)) {
          queue.delete(id)
          move(entry, RequestEvent.EpochEnded())
        } else if (asked.has(entry.row.shard_id) && taken.length < limit) {
          queue.delete(id)
          taken.push(entry.envelope)
          move(entry, RequestEvent.Taken())
        }
      }
      return taken
    },
    dropEntity: (entityType, entityId) => {
      for (const id of queue) {
        const row = entries.get(id)?.row
        if (row?.entity_type === entityType && row.entity_id === entityId) queue.delete(id)
      }
    },
    isFull: () => queue.size >= maxQueued
  }
}

interface Entry extends Message {
  state: RequestState
  statement: Latch.Latch | undefined
}

const isExecutedUnsaved = (state: RequestState) =>
  state._tag === "Unsaved" ||
  state._tag === "Completing" ||
  state._tag === "Joined" ||
  (state._tag === "Saving" && state.handedOver !== undefined)

const epochOf = (state: RequestState): string | undefined => {
  switch (state._tag) {
    case "Stored":
      return undefined
    case "Saving":
      return state.handedOver?.epoch
    default:
      return state.epoch
  }
}

const maxQueued = 10_000
const maxOriginals = 1000
