import { Context, Effect, Layer } from "effect"
import { ShardEpochs } from "./ShardEpochs.ts"

/** A time of this node with a shard; see `ShardEpochs`. */
interface Home {
  readonly shard: string
  readonly epoch: string
}

interface History {
  /** The message that began it; its answer ends it, for what comes then is rare. */
  readonly first: string
  readonly keys: Set<string>
  /** Where there was nothing before it, as the database said. */
  home: Home | undefined
}

/**
 * The entities of which this node knows every message on their shard: it stored the first one, has
 * had the shard ever since, and has read none that another node stored. What a shard's owner does not
 * know of has not happened there yet, so that a key can be new for certain without asking the
 * database.
 */
export class Histories extends Context.Service<
  Histories,
  {
    /** `request` is about to be stored under `key`; it begins a history where there is none. */
    readonly meet: (entityId: string, request: string, key: string) => void
    /** Where `request` was stored as the first of its entity, if it was. */
    readonly learn: (request: string, home: Home | undefined) => void
    /** Whether the entity's history on this shard is known, and the key not in it. */
    readonly lacks: (entityId: string, shard: string, key: string) => boolean
    readonly answered: (request: string) => void
    /** Another node had to do with the entity. */
    readonly forget: (entityId: string) => void
  }
>()("@aethercast/cluster/storage/Histories") {
  static readonly layer = Layer.effect(
    Histories,
    Effect.gen(function* () {
      const { held } = yield* ShardEpochs
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
          known.set(entityId, { first: request, keys: new Set([key]), home: undefined })
          begun.set(request, entityId)
        },
        learn: (request, home) => {
          const history = known.get(begun.get(request) ?? "")
          if (history !== undefined && home !== undefined) history.home = home
          else end(request)
        },
        lacks: (entityId, shard, key) => {
          const { home, keys } = known.get(entityId) ?? nothing
          if (home === undefined || home.shard !== shard) return false
          return held.get(shard) === home.epoch && !keys.has(key)
        },
        answered: end,
        forget
      })
    })
  )
}

const nothing: Pick<History, "home" | "keys"> = { home: undefined, keys: new Set() }
const mostEntities = 4096
const mostKeys = 1024
