import { assert, describe, it } from "@effect/vitest"
import { themesOf } from "../../src/relevance/TopicThemes.ts"

describe("the themes of a topic", () => {
  it("are its tags, the words of its title and the sites of its sources", () => {
    const themes = themesOf({
      title: "How the Moon makes the tides of the North Sea",
      tags: ["Science", "ocean"],
      sources: ["https://www.harbour.example/tides", "http://library.internal/tides/moon.md"]
    })
    assert.deepStrictEqual(themes, [
      "science",
      "ocean",
      "moon",
      "tides",
      "north",
      "harbour.example"
    ])
  })

  it("are there in any script, and never too long", () => {
    const themes = themesOf({ title: "Почему луна", tags: ["x".repeat(61)], sources: [] })
    assert.deepStrictEqual(themes, ["почему", "луна"])
  })
})
