import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Queue } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import * as Ollama from "../../src/models/Ollama.ts"
import * as FakeOllama from "./FakeOllama.ts"
import * as FakeProvider from "./FakeProvider.ts"

const find = (address: string) => Ollama.find(address).pipe(Effect.provide(FetchHttpClient.layer))

const findIn = (options: FakeOllama.Options) =>
  Effect.flatMap(FakeOllama.start(options), ({ address }) => find(address)).pipe(
    Effect.flatMap(Effect.fromOption)
  )

const namesOf = ({ voice, writer }: Ollama.RunningOllama) => [
  Option.getOrNull(Option.map(writer, ({ model }) => model)),
  Option.getOrNull(Option.map(voice, ({ model }) => model))
]

const { model } = FakeOllama
const phonon = model("phonon:latest", "31M", "phonon")

describe("Ollama", () => {
  it.live("the largest model that is fit to write is chosen, and phonon speaks", () =>
    Effect.gen(function* () {
      const found = yield* findIn({
        models: [
          model("tiny:1b", "1.2B"),
          model("gemma4:e4b", "4.3B"),
          model("huge:70b", "70B"),
          model("nomic-embed", "7B", "nomic-bert"),
          phonon
        ]
      })
      assert.deepStrictEqual(namesOf(found), ["gemma4:e4b", "phonon:latest"])
      assert.isTrue(Option.exists(found.writer, ({ server }) => server === "ollama"))
    })
  )

  it.live("a model that is too small, or runs in the cloud, does not write", () =>
    Effect.gen(function* () {
      const cloud = { ...model("gemma4:cloud", "12B"), remote_host: "https://ollama.com" }
      const found = yield* findIn({ models: [model("tiny:1b", "1.2B"), cloud] })
      assert.deepStrictEqual(namesOf(found), [null, null])
    })
  )

  it.live("one before 0.40.8 does not speak", () =>
    Effect.gen(function* () {
      const old = yield* findIn({ version: "0.9.6", models: [phonon] })
      assert.deepStrictEqual([old.speaks, ...namesOf(old)], [false, null, null])
      const first = yield* findIn({ version: "0.40.8", models: [phonon] })
      assert.deepStrictEqual([first.speaks, ...namesOf(first)], [true, null, "phonon:latest"])
    })
  )

  it.live("another program, and nothing, are no Ollama", () =>
    Effect.gen(function* () {
      for (const reply of [{ status: 200, body: "hello" }, { status: 404 }]) {
        const { baseUrl } = yield* FakeProvider.start(reply)
        assert.isTrue(Option.isNone(yield* find(baseUrl)))
      }
      assert.isTrue(Option.isNone(yield* find("http://127.0.0.1:1")))
    })
  )

  it.effect("one that has not answered after 300 ms is not waited for", () =>
    Effect.gen(function* () {
      const { arrivals, baseUrl } = yield* FakeProvider.start({ silentAfter: [] })
      const finding = yield* Effect.forkChild(find(baseUrl))
      yield* Queue.take(arrivals)
      yield* TestClock.adjust("300 millis")
      assert.isTrue(Option.isNone(yield* Fiber.join(finding)))
    })
  )
})
