/** One node's time with one shard, see `ShardEpochs`. */
interface Home {
  readonly shard: string
  readonly epoch: string
}

interface EntityHistory {
  /** The request that began it; its answer ends it. */
  readonly first: string
  readonly keys: Set<string>
  /** The shard and epoch in which `first` was stored as the first message; undefined until then. */
  home: Home | undefined
}

/**
 * The entities of which this node knows every message: it stored the first one, has had the shard ever
 * since, and has read none that another node stored. A key that is not in such a history is new, which
 * saves a query.
 */
export interface EntityHistories {
  /** `request` will be stored under `key`. Begins a history where there is none. */
  readonly add: (entityId: string, request: string, key: string) => void
  /** `request` is stored. With a home it was the first of its entity, and the history is complete. */
  readonly confirm: (request: string, home: Home | undefined) => void
  /** Whether the entity's history is complete and `key` not in it. */
  readonly lacks: (entityId: string, shard: string, key: string) => boolean
  readonly answered: (request: string) => void
  readonly forget: (entityId: string) => void
}

/** `held` is the epoch of each shard that this node has. Keeps 4,096 entities of 1,024 keys at most. */
export const make = (held: ReadonlyMap<string, string>): EntityHistories => {
  const histories = new Map<string, EntityHistory>()
  const entityOf = new Map<string, string>()

  const forget = (entityId: string) => {
    const history = histories.get(entityId)
    if (history === undefined) return
    histories.delete(entityId)
    entityOf.delete(history.first)
  }
  const end = (request: string) => {
    const entityId = entityOf.get(request)
    if (entityId !== undefined) forget(entityId)
  }
  return {
    add: (entityId, request, key) => {
      const history = histories.get(entityId)
      if (history !== undefined) {
        history.keys.add(key)
        if (history.keys.size > maxKeys) forget(entityId)
        return
      }
      const oldest = histories.keys().next()
      if (histories.size >= maxEntities && oldest.done !== true) forget(oldest.value)
      histories.set(entityId, { first: request, keys: new Set([key]), home: undefined })
      entityOf.set(request, entityId)
    },
    confirm: (request, home) => {
      const history = histories.get(entityOf.get(request) ?? "")
      if (history !== undefined && home !== undefined) history.home = home
      else end(request)
    },
    lacks: (entityId, shard, key) => {
      const history = histories.get(entityId)
      return (
        history?.home !== undefined &&
        history.home.shard === shard &&
        held.get(shard) === history.home.epoch &&
        !history.keys.has(key)
      )
    },
    answered: end,
    forget
  }
}

const maxEntities = 4096
const maxKeys = 1024
