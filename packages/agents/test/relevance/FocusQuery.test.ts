import * as FocusQuery from "@aethercast/agents/relevance/FocusQuery"
import { assert, describe, it } from "@effect/vitest"

const { make, prefers } = FocusQuery
const years = (words: string) => {
  const { first, last } = make(words).years ?? {}
  return [first, last]
}

describe("FocusQuery", () => {
  it("wants the words that are not about the request itself", () => {
    assert.deepStrictEqual(make("What it means for small farms, please").wanted, [
      ["small", "farms"]
    ])
    assert.deepStrictEqual(make("focus on the role of women").wanted, [["role", "women"]])
  })

  it("has alternatives where words are joined or listed", () => {
    assert.deepStrictEqual(make("nurses and shift workers, or doctors").wanted, [
      ["nurses"],
      ["shift", "workers"],
      ["doctors"]
    ])
  })

  it("excludes what it rules out, until the end of the clause", () => {
    const query = make("no history, the numbers please")
    assert.deepStrictEqual(query, { wanted: [], unwanted: ["history"], figures: "wanted" })
    assert.deepStrictEqual(make("farms, but no statistics"), {
      wanted: [["farms"]],
      unwanted: [],
      figures: "unwanted"
    })
    for (const words of [
      "farms, not the wars",
      "farms without the wars",
      "Skip the wars. Farms!",
      "farms instead of wars",
      "farms, and nothing about wars"
    ]) {
      const { unwanted, wanted } = make(words)
      assert.deepStrictEqual([wanted, unwanted], [[["farms"]], ["wars"]], words)
    }
  })

  it("excludes nothing where a negation is part of what is wanted", () => {
    for (const words of [
      "not only the moon",
      "why there is no water",
      "what nobody tells nurses"
    ]) {
      assert.deepStrictEqual(make(words).unwanted, [], words)
    }
  })

  it("has figures however many words for them are used", () => {
    assert.deepStrictEqual(make("numbers and statistics"), {
      wanted: [],
      unwanted: [],
      figures: "wanted"
    })
    assert.deepStrictEqual(make("no numbers and no statistics"), {
      wanted: [],
      unwanted: [],
      figures: "unwanted"
    })
  })

  it("has the years of a period", () => {
    assert.deepStrictEqual(years("only since 2020"), [2020, Infinity])
    assert.deepStrictEqual(years("from 2010 on"), [2010, Infinity])
    assert.deepStrictEqual(years("nothing before 1900"), [1900, Infinity])
    assert.deepStrictEqual(years("nothing after 1900"), [-Infinity, 1900])
    assert.deepStrictEqual(years("after the 1990s"), [2000, Infinity])
    assert.deepStrictEqual(years("before 1700"), [-Infinity, 1699])
    assert.deepStrictEqual(years("until 1945"), [-Infinity, 1945])
    assert.deepStrictEqual(years("between 1990 and 2005"), [1990, 2005])
    assert.deepStrictEqual(years("between 2005 and 1990"), [1990, 2005])
    assert.deepStrictEqual(years("1914–1918"), [1914, 1918])
    assert.deepStrictEqual(years("in the 1980s"), [1980, 1989])
    assert.deepStrictEqual(years("the 19th century"), [1801, 1900])
    assert.deepStrictEqual(years("in 1969"), [1969, 1969])
    assert.deepStrictEqual(years("100 of them"), [undefined, undefined])
    assert.deepStrictEqual(make("only since 2020").wanted, [])
  })

  it("prefers nothing when it only excludes, or is made of empty words", () => {
    assert.isFalse(prefers(make("no history")))
    assert.isFalse(prefers(make("what I would like to hear about")))
    for (const words of ["farms", "since 2020", "the numbers"]) assert.isTrue(prefers(make(words)))
  })
})
