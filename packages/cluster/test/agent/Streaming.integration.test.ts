import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { NodeCommand } from "../harness/NodeMessages.ts"
import { TestCluster } from "../harness/TestCluster.ts"

const outputs = 25_600
const bytes = 4096

const Result = Schema.Struct({
  count: Schema.Int,
  received: Schema.Int,
  maxBufferBytes: Schema.Int
})

layer(TestCluster.layer({ a: {}, b: {} }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a task that is followed from another process", (it) => {
  it.effect(
    "gives a slow caller 100 MB whole and in order, though the caller freezes for 5 s and the task's node is killed",
    () =>
      Effect.gen(function* () {
        const { node } = yield* TestCluster
        const [a, b] = [yield* node("a"), yield* node("b")]
        const entityId = yield* Effect.gen(function* () {
          for (let n = 0; ; n++) {
            const id = `far-${n}`
            if ((yield* a.send(NodeCommand.cases.Locate.make({ entityId: id }))) === "b") return id
          }
        })
        const download = NodeCommand.cases.Download.make({ entityId, outputs, bytes })
        const result = yield* a.send(download, (count) =>
          Effect.gen(function* () {
            if (count === 8000) {
              yield* a.freeze
              yield* Effect.sleep("5 seconds")
              yield* a.thaw
            }
            if (count === 16_000) yield* b.kill
          })
        )
        const { count, maxBufferBytes, received } =
          yield* Schema.decodeUnknownEffect(Result)(result)
        assert.deepStrictEqual([count, received], [outputs, outputs * bytes])
        // Of 100 MB, the task holds 4 MiB; the rest is what Node has not collected yet.
        assert.isBelow(maxBufferBytes, 64 * 1024 * 1024)
      })
  )
})
