import { assert, describe, it } from "@effect/vitest"
import * as ByteRange from "../../src/http/ByteRange.ts"

const whole = { _tag: "Whole" }
const unsatisfiable = { _tag: "Unsatisfiable" }
const part = (first: number, last: number) => ({ _tag: "Part", first, last })

describe("ByteRange", () => {
  const table: ReadonlyArray<readonly [header: string | undefined, size: number, wanted: object]> =
    [
      [undefined, 100, whole],
      ["bytes=0-0", 100, part(0, 0)],
      ["bytes=0-99", 100, part(0, 99)],
      ["bytes=10-19", 100, part(10, 19)],
      ["bytes=90-", 100, part(90, 99)],
      ["bytes=90-400", 100, part(90, 99)],
      ["bytes=-1", 100, part(99, 99)],
      ["bytes=-400", 100, part(0, 99)],
      ["Bytes= 1 - 2 ", 100, part(1, 2)],
      ["bytes=100-", 100, unsatisfiable],
      ["bytes=-0", 100, unsatisfiable],
      ["bytes=0-", 0, unsatisfiable],
      ["bytes=-5", 0, unsatisfiable],
      [`bytes=${"9".repeat(400)}-`, 100, unsatisfiable],
      [`bytes=0-${"9".repeat(400)}`, 100, part(0, 99)],
      ["bytes=20-10", 100, whole],
      ["bytes=0-1,5-6", 100, whole],
      ["bytes=-", 100, whole],
      ["bytes=a-b", 100, whole],
      ["bytes=-1-2", 100, whole],
      ["lines=0-1", 100, whole],
      ["", 100, whole]
    ]

  for (const [header, size, wanted] of table) {
    it(`"${header?.slice(0, 30)}" of ${size} bytes is ${JSON.stringify(wanted)}`, () => {
      assert.deepStrictEqual<object>(ByteRange.parse(header, size), wanted)
    })
  }
})
