import * as Heard from "@aethercast/domain/HeardSpans"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { lineOf } from "./TimelineFixtures.ts"

const Span = Schema.Struct({
  line: Schema.Literals(["a", "b"]),
  from: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 })),
  length: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 15 }))
})
const Some = Schema.Array(Span).check(Schema.isMaxLength(30))

const spanOf = ({ from, length, line }: typeof Span.Type): Heard.HeardSpan => ({
  line: LineId.make(line),
  from,
  to: from + length
})
const all = (some: typeof Some.Type) =>
  some.map(spanOf).reduce<Heard.HeardSpans>((spans, span) => Heard.add(spans, span), [])

describe("what was heard", () => {
  it.prop("is every frame that was played, once", [Some], ([some]) => {
    for (const line of ["a", "b"] as const) {
      const played = new Set(
        some
          .filter((span) => span.line === line)
          .flatMap(({ from, length }) => Array.from({ length }, (_, n) => from + n))
      )
      assert.strictEqual(Heard.framesHeard(all(some), LineId.make(line)), played.size)
    }
  })

  it.prop("does not depend on the order, and is not changed by repetition", [Some], ([some]) => {
    const sorted = (spans: Heard.HeardSpans) =>
      spans.toSorted((a, b) => a.line.localeCompare(b.line) || a.from - b.from)
    assert.deepStrictEqual(sorted(all(some.toReversed())), sorted(all(some)))
    assert.deepStrictEqual(sorted(all([...some, ...some])), sorted(all(some)))
  })

  it.prop("has no spans of a line that touch", [Some], ([some]) => {
    const spans = all(some)
    for (const one of spans) {
      for (const other of spans) {
        if (one === other || one.line !== other.line) continue
        assert.isTrue(one.to < other.from || other.to < one.from)
      }
    }
  })

  it("counts a line as heard from half of it on, and not while its length is unknown", () => {
    const line = LineId.make("0.0")
    const half = Heard.add([], { line, from: 40, to: 90 })
    assert.isTrue(Heard.isHeard(half, lineOf("0.0", { frames: 100 })))
    assert.isFalse(Heard.isHeard(half, lineOf("0.0", { frames: 101 })))
    assert.isFalse(Heard.isHeard(half, lineOf("0.0")))
    assert.isFalse(Heard.isHeard(half, lineOf("0.1", { frames: 100 })))
    assert.isTrue(Heard.isTouched(half, line))
  })

  it("is what lies between two positions in a line", () => {
    const at = (line: string, frame: number) => new Cursor({ line: LineId.make(line), frame })
    assert.deepStrictEqual(Heard.between(at("a", 3), at("a", 9)), {
      line: LineId.make("a"),
      from: 3,
      to: 9
    })
    assert.isUndefined(Heard.between(at("a", 9), at("a", 3)))
    assert.isUndefined(Heard.between(at("a", 3), at("b", 9)))
  })
})
