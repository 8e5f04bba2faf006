import { Context, Latch, Layer } from "effect"

/**
 * When this node's reader has to ask the database for messages: when something says that it may hold
 * some, for shards that were not asked for before, and otherwise once a second, for messages that are
 * due later and for notifications that were lost.
 */
export class ReadGate extends Context.Service<
  ReadGate,
  {
    readonly open: () => void
    /** These may be stored and claimed by this node without its knowing: the next read includes them. */
    readonly doubt: (ids: ReadonlyArray<string>) => void
    readonly isOpen: (shards: ReadonlyArray<string>, now: number) => boolean
    /** Closes the gate for a read that begins now; returns the ids in doubt. */
    readonly close: (shards: ReadonlyArray<string>, now: number) => ReadonlyArray<string>
    /** Opens when the engine has to be told to read, because nobody else will tell it. */
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
        // What falls out is read a minute later, when its claim is old enough.
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
