import { SegmentPlan } from "@aethercast/domain/Script"
import { Effect, Layer, Ref, Schema } from "effect"
import type { ModelSettings } from "../../../src/models/ModelSettings.ts"
import type { ModelTurn } from "../../../src/models/ModelTurn.ts"
import * as ExtractiveWriter from "../../../src/writing/ExtractiveWriter.ts"
import * as ModelWriter from "../../../src/writing/model/ModelWriter.ts"
import { ScriptWriter, SegmentRequest } from "../../../src/writing/ScriptWriter.ts"
import { passageOf, sourceOf, topicOf } from "../../agents/Fixtures.ts"

/** A segment about the tides, and the lines of a model that keeps to its passages. */
export const source = sourceOf("tides")
export const topic = topicOf("tides", source)
export const passages = [
  "The moon pulls on the ocean and raises two bulges of water on the earth.",
  "In the Bay of Fundy the tide rises by 16 metres on a spring day.",
  "Isaac Newton explained the tides in 1687 with the gravity of the moon.",
  "Spring tides come at the full moon and at the new moon, when the sun helps.",
  "Harbours keep tables of the tides so that ships know when the water is deep.",
  "A tide mill at Eling has ground wheat with the sea for centuries.",
  "The far bulge exists because the moon pulls on the earth more than on that water.",
  "Neap tides come at the quarter moons, when the sun works against the moon.",
  "Corals of old seas show that days were shorter when the moon was nearer."
].map((text, n) => passageOf(source, n, text))

export const request = (seconds: number) =>
  new SegmentRequest({
    topicId: topic.id,
    title: topic.title,
    plan: new SegmentPlan({ title: "Two bulges", passages: passages.map(({ id }) => id), seconds }),
    passages,
    sources: [source],
    style: "conversation",
    index: 0,
    count: 2,
    previous: "",
    alreadySaid: []
  })

export const line = (text: string, ...cited: ReadonlyArray<number>) =>
  `${JSON.stringify({ speaker: "host", text, passages: cited })}\n`

export const bulges = line("So the moon pulls on the ocean, and there are two bulges of water.", 1)
export const fundy = line(
  "Picture the Bay of Fundy: the tide rises by 16 metres on a spring day.",
  2
)
export const newton = line("Isaac Newton explained it in 1687, with the gravity of the moon.", 3)
export const spring = line(
  "Spring tides come when the moon is full or new, because the sun helps.",
  4
)
export const enough = [bulges, fundy, newton, spring]

/** The texts of `enough`. */
export const all = [
  "So the moon pulls on the ocean, and there are two bulges of water.",
  "Picture the Bay of Fundy: the tide rises by 16 metres on a spring day.",
  "Isaac Newton explained it in 1687, with the gravity of the moon.",
  "Spring tides come when the moon is full or new, because the sun helps."
]

/** The writer with these models. */
export const writerWith = (settings: ModelSettings) =>
  Effect.map(
    Layer.build(ModelWriter.layer(settings).pipe(Layer.provide(ExtractiveWriter.layer))),
    (context) => ScriptWriter.pipe(Effect.provide(context), Effect.runSync)
  )

/** A memory of the calls that have been made, as a task has one. */
export const remembering =
  (stored: Ref.Ref<ReadonlyMap<string, Schema.Json>>): ModelTurn["once"] =>
  (key, schema, effect) =>
    Effect.gen(function* () {
      const codec = Schema.toCodecJson(schema)
      const known = (yield* Ref.get(stored)).get(key)
      if (known !== undefined) return yield* Effect.orDie(Schema.decodeEffect(codec)(known))
      const value = yield* effect
      const json = yield* Effect.orDie(Schema.encodeEffect(codec)(value))
      yield* Ref.update(stored, (all) => new Map(all).set(key, json))
      return value
    })
