import { assert, describe, it } from "@effect/vitest"
import { Resvg } from "@resvg/resvg-js"
import { compositions } from "../../src/images/Composition.ts"
import { palettes } from "../../src/images/Palette.ts"
import { draw } from "../../src/images/SvgCover.ts"
import * as SeededRandom from "../../src/SeededRandom.ts"

const request = (
  id: string,
  title = "Anything",
  prompt = "",
  tags: ReadonlyArray<string> = []
) => ({
  id,
  title,
  prompt,
  tags
})

describe("SvgCover", () => {
  it("the same request has the same cover", () => {
    assert.deepStrictEqual(draw(request("tides")), draw(request("tides")))
  })

  it("different ids have different covers", () => {
    const covers = Array.from({ length: 200 }, (_, i) => draw(request(`topic-${i}`)).svg)
    assert.strictEqual(new Set(covers).size, covers.length)
  })

  it("the words of a topic choose composition and palette", () => {
    for (const id of ["a", "b", "c", "d"]) {
      assert.include(draw(request(id, "How the Moon makes the tides", "ocean, sea")).alt, "waves")
      assert.include(draw(request(id, "Solar eclipses", "the moon", ["space"])).alt, "crescent")
      assert.include(draw(request(id, "Arabica", "", ["coffee"])).alt, "cream and coffee")
    }
  })

  it("every composition is a well-formed drawing in every palette", () => {
    for (const composition of compositions) {
      for (const palette of palettes) {
        const body = composition.draw(
          palette,
          SeededRandom.make(`${composition.name} ${palette.name}`)
        )
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">${body}</svg>`
        assert.doesNotThrow(() => new Resvg(svg))
        assert.notMatch(body, /NaN|undefined|Infinity/)
      }
    }
  })

  it("no word of the request becomes part of the drawing", () => {
    const hostile = `"/><script>alert(1)</script><text>Überschrift</text>`
    const { svg, alt } = draw(request(hostile, hostile, hostile, [hostile.slice(0, 40)]))
    assert.notMatch(svg, /script|<text|alert|schrift/)
    assert.notMatch(alt, /script|alert/)
    assert.doesNotThrow(() => new Resvg(svg))
  })
})
