import * as OpeningLine from "@aethercast/agents/orchestrator/OpeningLine"
import { sourceId } from "@aethercast/agents/sources/Article"
import * as Casting from "@aethercast/agents/voice/Casting"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import { Style } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import { Source } from "@aethercast/domain/Source"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"

const snippet = new Snippet({
  topicId: TopicId.make("tides"),
  title: "How the Moon makes the tides",
  teaser:
    "Twice a day the whole ocean moves, and nobody asked it to. Only in a few places on Earth is the difference greater than the height of a house, and one of them is the Bay of Fundy.",
  coverPrompt: "",
  sources: [
    new Source({
      id: sourceId("http://library.internal/tides/tides.md"),
      url: "http://library.internal/tides/tides.md",
      title: "Tides",
      site: "library.internal"
    })
  ]
})

const firstLine = Effect.fnUntraced(function* (
  style: Style,
  options: { readonly lengthSeconds: number; readonly hosts: number }
) {
  const cast = Option.getOrThrow(Casting.cast(offeredVoices, "en", options.hosts))
  const { lengthSeconds } = options
  const request = { style, language: "en", lengthSeconds }
  return Option.getOrThrow(yield* OpeningLine.firstLine({ snippet, request, cast }))
})

describe("The first line of an episode", () => {
  for (const style of Style.literals) {
    it.effect(`of a ${style} is the same for every length and number of hosts`, () =>
      Effect.gen(function* () {
        const usual = yield* firstLine(style, { lengthSeconds: 300, hosts: 2 })
        for (const lengthSeconds of [30, 60, 90, 180, 600, 1800]) {
          for (const hosts of [1, 2, 3, 4]) {
            assert.deepStrictEqual(yield* firstLine(style, { lengthSeconds, hosts }), usual)
          }
        }
      }).pipe(Effect.provide(ExtractiveWriter.layer))
    )
  }

  it.effect("begins with the sting, and is that of the style", () =>
    Effect.gen(function* () {
      const options = { lengthSeconds: 300, hosts: 2 }
      const lines = yield* Effect.forEach(Style.literals, (style) => firstLine(style, options))
      assert.strictEqual(
        new Set(lines.map(({ utterance }) => utterance.text)).size,
        Style.literals.length
      )
      for (const { utterance } of lines) assert.strictEqual(utterance.sting, "opening")
    }).pipe(Effect.provide(ExtractiveWriter.layer))
  )
})
