import { Effect, Layer } from "effect"
import { MessageStorage, type Snowflake } from "effect/cluster"

/**
 * A message storage that releases the claims of requests just before the next read, whatever the
 * storage below is.
 *
 * When the engine cannot confirm a shard's lock, it abandons the answer and releases the request's claim,
 * all in the fiber of the handler. A read between the release and the end of that fiber would return
 * the request, and the engine would drop it, since it still has a fiber for it, but count it as running
 * from then on: it is never executed again. Besides, the engine ignores a release that fails; here the
 * next read repeats it.
 */
export const layer = Layer.effect(
  MessageStorage.MessageStorage,
  Effect.gen(function* () {
    const storage = yield* MessageStorage.MessageStorage
    const due = new Set<Snowflake.Snowflake>()

    const release = Effect.suspend(() => {
      const ids = [...due]
      due.clear()
      return Effect.onError(storage.resetRequests(ids), () =>
        Effect.sync(() => ids.forEach((id) => due.add(id)))
      )
    })

    return MessageStorage.MessageStorage.of({
      ...storage,
      resetRequests: (ids) => Effect.sync(() => ids.forEach((id) => due.add(id))),
      unprocessedMessages: (shards, options) =>
        Effect.andThen(release, storage.unprocessedMessages(shards, options))
    })
  })
)
