import { directed } from "@aethercast/agents/writing/DirectedRanking"
import { sentences } from "@aethercast/agents/writing/Sentence"
import { Passage, PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { assert, describe, it } from "@effect/vitest"

const sources = ["a", "b"].map(
  (letter) =>
    new Source({
      id: SourceId.make(letter.repeat(16)),
      url: `https://example.org/${letter}`,
      title: letter,
      site: "example.org"
    })
)
const texts = [
  "The tide comes in twice on most coasts of the world.",
  "In 1775 Laplace showed by long calculation that 90 percent of the tide follows from the Moon, the Sun and the shape of the basins in which the water of the oceans has to move."
]
const all = sentences(
  sources.flatMap(({ id }) =>
    texts.map(
      (text, position) =>
        new Passage({
          id: PassageId.make(`${id}#${position}`),
          source: id,
          position,
          start: 0,
          heading: "",
          text
        })
    )
  )
)
const level = { scores: all.map(() => 1), similarity: () => 0 }
const scores = (depth: number, weights: Readonly<Record<string, number>> = {}) =>
  directed(level, all, sources, { depth, weights }).scores
const [shortOfA = 0, longOfA = 1, shortOfB = 2] = [0, 1, 2]

describe("the direction of a script", () => {
  it("changes nothing while nobody has asked for one", () => {
    assert.deepStrictEqual(scores(0), level.scores)
  })

  it("prefers long sentences with figures when it is deeper, and short ones when it is simpler", () => {
    const [deeper, simpler] = [scores(1), scores(-1)]
    assert.isAbove(deeper[longOfA] ?? 0, deeper[shortOfA] ?? 0)
    assert.isBelow(simpler[longOfA] ?? 0, simpler[shortOfA] ?? 0)
    assert.isAbove(scores(2)[longOfA] ?? 0, deeper[longOfA] ?? 0)
  })

  it("prefers the sources that were liked", () => {
    const liked = scores(0, { "https://example.org/b": 2 })
    assert.isAbove(liked[shortOfB] ?? 0, liked[shortOfA] ?? 0)
    const disliked = scores(0, { "https://example.org/b": 0.1 })
    assert.isBelow(disliked[shortOfB] ?? 0, disliked[shortOfA] ?? 0)
  })
})
