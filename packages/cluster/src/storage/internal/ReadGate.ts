import { Context, Latch, Layer } from "effect"

/**
 * When this node's reader must query the database: after a sign that it may have messages, for shards
 * that were not queried before, and otherwise once a second, for delayed messages and lost
 * notifications.
 */
export class ReadGate extends Context.Service<
  ReadGate,
  {
    readonly open: () => void
    /**
     * The next read includes these: they may be stored and claimed by this node although it does not
     * know.
     */
    readonly doubt: (ids: ReadonlyArray<string>) => void
    readonly isOpen: (shards: ReadonlyArray<string>, now: number) => boolean
    /** Closes the gate for a read that begins now; returns the ids in doubt. */
    readonly close: (shards: ReadonlyArray<string>, now: number) => ReadonlyArray<string>
    /** Opens when the engine has to be made to read, because nothing else will. */
    readonly readDue: Latch.Latch
  }
>()("@aethercast/cluster/storage/ReadGate") {
  static readonly layer = Layer.sync(ReadGate, () => {
    let isOpen = true
    let doubtful: Array<string> = []
    let last: { readonly at: number; readonly shards: ReadonlySet<string> } | undefined

    return ReadGate.of({
      readDue: Latch.makeUnsafe(),
      open: () => {
        isOpen = true
      },
      doubt: (ids) => {
        // Those beyond the limit are read a minute later, when their claims are old enough.
        doubtful = [...doubtful, ...ids].slice(-maxDoubtful)
        isOpen = true
      },
      isOpen: (shards, now) =>
        isOpen ||
        last === undefined ||
        now - last.at >= maxMillis ||
        shards.some((shard) => last?.shards.has(shard) !== true),
      close: (shards, now) => {
        const ids = doubtful
        doubtful = []
        isOpen = false
        last = { at: now, shards: new Set(shards) }
        return ids
      }
    })
  })
}

const maxDoubtful = 10_000
const maxMillis = 1000
