import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { measureOf, order, score } from "../src/TasteOrder.ts"
import type { Taste } from "../src/Taste.ts"

const Theme = Schema.Literals(["tides", "moon", "bees", "coffee", "sleep"])
const Topics = Schema.Array(
  Schema.Struct({
    score: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
    themes: Schema.Array(Theme).check(Schema.isMaxLength(3))
  })
).check(Schema.isMaxLength(24))

const likes = (theme: string, weight = 0.5): Taste => [{ theme, weight }]

const topic = (id: string, ...themes: ReadonlyArray<string>) => ({ id, score: 0.5, themes })
const page = [
  topic("bees", "bees", "nature"),
  topic("coffee", "coffee", "food"),
  topic("sleep", "sleep"),
  topic("cables", "ocean", "internet"),
  topic("tides", "ocean", "moon")
]
const idsFor = (taste: Taste) => order(page, taste).map(({ id }) => id)

describe("the order of the topics for a listener", () => {
  it("is the one for everybody without a taste", () => {
    assert.deepStrictEqual(
      idsFor([]),
      page.map(({ id }) => id)
    )
  })

  it("begins with what the listener likes, and says so", () => {
    const [first] = order(page, likes("ocean"))
    assert.strictEqual(first?.id, "cables")
    assert.deepStrictEqual(first?.personal.reasons, ["because you liked ocean"])
  })

  it("ends with what the listener dislikes", () => {
    assert.strictEqual(idsFor(likes("bees", -0.5)).at(-1), "bees")
  })

  it("goes by what is telling: a theme of every topic says less than a rare one", () => {
    const topics = [topic("a", "science"), topic("b", "science"), topic("c", "science", "moon")]
    const taste = [...likes("science", 0.6), ...likes("moon", 0.4)]
    const { reasons } = score(topics[2] ?? topic(""), measureOf(topics, taste))
    assert.deepStrictEqual(reasons, ["because you liked moon"])
  })

  it.prop("leaves out no topic and adds none", [Topics, Theme], ([topics, theme]) => {
    const numbered = topics.map((one, id) => ({ ...one, id }))
    const ids = order(numbered, likes(theme)).map(({ id }) => id)
    assert.deepStrictEqual(
      ids.toSorted((a, b) => a - b),
      [...numbered.keys()]
    )
  })

  it.prop(
    "has an unrelated topic in each third place while there are any",
    [Topics, Theme],
    ([topics, theme]) => {
      const ordered = order(topics, likes(theme))
      const isUnrelated = ({ themes }: { readonly themes: ReadonlyArray<string> }) =>
        !themes.some((one) => one === theme)
      for (let place = 3; place <= ordered.length; place += 3) {
        const rest = ordered.slice(place - 1)
        const here = rest[0]
        if (here !== undefined && rest.some(isUnrelated)) assert.isTrue(isUnrelated(here))
      }
    }
  )

  it.prop("values a topic more the more its theme is liked", [Topics, Theme], ([topics, theme]) => {
    for (const one of topics) {
      const little = score(one, measureOf(topics, likes(theme, 0.2))).value
      const much = score(one, measureOf(topics, likes(theme, 0.8))).value
      assert.isAtLeast(much, little)
      assert.isAtMost(Math.abs(much - one.score), 1 + Number.EPSILON)
    }
  })
})
