import { Context, Latch, Layer } from "effect"
import { type Envelope, ShardId } from "effect/cluster"

/** A message that this node stored, claimed by the epoch of its shard. */
interface Handed {
  readonly envelope: Envelope.Encoded
  readonly epoch: string
}

/**
 * What the reader of a node's messages gets without asking the database, and what it needs to ask.
 *
 * To hand a message over twice does no harm, the engine knows what it is working on; to lose one
 * delays it until its claim ends. So when in doubt, the database is asked.
 */
export class Handover extends Context.Service<
  Handover,
  {
    readonly offer: (message: Handed) => void
    /** Opens when something was offered and the engine may not know that it has to be taken. */
    readonly called: Latch.Latch
    /**
     * Takes messages of these shards in the order they were stored, of the tenures that still last.
     * Others wait: the engine lets drop what it does not know to be its own yet.
     */
    readonly take: (
      shards: ReadonlyArray<string>,
      limit: number,
      held: ReadonlyMap<string, string>
    ) => ReadonlyArray<Handed>
    readonly forget: (entityType: string, entityId: string) => void
    /** It is unknown whether these were stored, and if so, by whom they are claimed. */
    readonly doubt: (ids: ReadonlyArray<string>) => void
    /** The database may hold something that nobody has claimed. */
    readonly wake: () => void
    /** Whether the database has to be asked for these shards. */
    readonly isDue: (shards: ReadonlyArray<string>, now: number) => boolean
    /** Starts to ask: what is doubtful, whatever its claim says. */
    readonly begin: (shards: ReadonlyArray<string>, now: number) => ReadonlyArray<string>
  }
>()("@aethercast/cluster/storage/Handover") {
  static readonly layer = Layer.sync(Handover, () => {
    let waiting: Array<Handed> = []
    let doubtful: Array<string> = []
    let woken = true
    let asked: { readonly at: number; readonly shards: ReadonlySet<string> } | undefined

    const doubt = (ids: ReadonlyArray<string>) => {
      // Whoever is not among the last of them waits until its claim ends.
      doubtful = [...doubtful, ...ids].slice(-mostDoubtful)
      woken = true
    }
    return Handover.of({
      called: Latch.makeUnsafe(),
      offer: (message) => {
        if (waiting.length < mostWaiting) waiting.push(message)
        else doubt([idOf(message.envelope)])
      },
      take: (shards, limit, held) => {
        if (waiting.length === 0) return []
        const asked = new Set(shards)
        const taken: Array<Handed> = []
        const left: Array<Handed> = []
        for (const message of waiting) {
          const shard = ShardId.toString(message.envelope.address.shardId)
          if (held.get(shard) !== message.epoch) continue
          if (asked.has(shard) && taken.length < limit) taken.push(message)
          else left.push(message)
        }
        waiting = left
        return taken
      },
      forget: (entityType, entityId) => {
        waiting = waiting.filter(
          ({ envelope: { address } }) =>
            address.entityType !== entityType || address.entityId !== entityId
        )
      },
      doubt,
      wake: () => {
        woken = true
      },
      isDue: (shards, now) =>
        woken ||
        asked === undefined ||
        now - asked.at >= mostMillis ||
        shards.some((shard) => !asked?.shards.has(shard)),
      begin: (shards, now) => {
        const ids = doubtful
        doubtful = []
        woken = false
        asked = { at: now, shards: new Set(shards) }
        return ids
      }
    })
  })
}

/** The id of a message's row. */
export const idOf = (envelope: Envelope.Encoded) =>
  envelope._tag === "Request" ? envelope.requestId : envelope.id

const mostWaiting = 10_000
const mostDoubtful = 10_000
/** Messages that are due later, or that nobody told of, wait at most so long. */
const mostMillis = 1000
