import { Context, Layer } from "effect"

interface History {
  /** The message that began it; its answer ends it, for what comes then is rare. */
  readonly first: string
  readonly keys: Set<string>
  /** Whether the database said that there was nothing before. */
  certain: boolean
}

/**
 * The entities of which this node knows every message: it stored the first one, and has read none that
 * another node stored. What their shard's owner does not know of has not happened to them yet, so that
 * a key can be new for certain without asking the database.
 */
export class Histories extends Context.Service<
  Histories,
  {
    /** `request` is about to be stored under `key`; it begins a history where there is none. */
    readonly meet: (entityId: string, request: string, key: string) => void
    /** Whether `request` was the first that was ever stored for its entity. */
    readonly learn: (request: string, isFirst: boolean) => void
    /** Whether the history is known, and the key not in it. */
    readonly lacks: (entityId: string, key: string) => boolean
    readonly has: (entityId: string, key: string) => boolean
    readonly answered: (request: string) => void
    /** Another node had to do with the entity. */
    readonly forget: (entityId: string) => void
  }
>()("@aethercast/cluster/storage/Histories") {
  static readonly layer = Layer.sync(Histories, () => {
    const known = new Map<string, History>()
    const begun = new Map<string, string>()

    const forget = (entityId: string) => {
      const history = known.get(entityId)
      if (history === undefined) return
      known.delete(entityId)
      begun.delete(history.first)
    }
    const end = (request: string) => {
      const entityId = begun.get(request)
      if (entityId !== undefined) forget(entityId)
    }
    return Histories.of({
      meet: (entityId, request, key) => {
        const history = known.get(entityId)
        if (history !== undefined) {
          history.keys.add(key)
          if (history.keys.size > mostKeys) forget(entityId)
          return
        }
        const oldest = known.keys().next()
        if (known.size >= mostEntities && oldest.done !== true) forget(oldest.value)
        known.set(entityId, { first: request, keys: new Set([key]), certain: false })
        begun.set(request, entityId)
      },
      learn: (request, isFirst) => {
        const history = known.get(begun.get(request) ?? "")
        if (history !== undefined && isFirst) history.certain = true
        else end(request)
      },
      lacks: (entityId, key) => {
        const history = known.get(entityId)
        return history !== undefined && history.certain && !history.keys.has(key)
      },
      has: (entityId, key) => known.get(entityId)?.keys.has(key) === true,
      answered: end,
      forget
    })
  })
}

const mostEntities = 4096
const mostKeys = 1024
