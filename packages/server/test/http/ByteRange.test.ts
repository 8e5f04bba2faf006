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
      ["bytes=0-1,", 100, part(0, 1)],
      ["bytes= ,0-1 , ", 100, part(0, 1)],
      ["bytes=,", 100, whole],
      ["bytes", 100, whole],
      ["bytes=0-1=", 100, whole],
      ["bytes=1.5-2", 100, whole],
      ["bytes=1e1-20", 100, whole],
      ["bytes=+1-2", 100, whole],
      ["bytes=1 0-20", 100, whole],
      ["", 100, whole]
    ]

  for (const [header, size, wanted] of table) {
    it(`"${header?.slice(0, 30)}" of ${size} bytes is ${JSON.stringify(wanted)}`, () => {
      assert.deepStrictEqual<object>(ByteRange.parse(header, size), wanted)
    })
  }

  // Node accepts headers of 16 KiB. CPU time, so that a busy machine changes nothing.
  const attacks = [" ", "-", ",", "1", "=", "1-", "0-1,", "\t ", " - "]
  for (const pump of attacks) {
    it(`16 KiB of ${JSON.stringify(pump)} take at most 50 ms of CPU`, () => {
      const padding = pump.repeat(16_384 / pump.length)
      const before = process.threadCpuUsage()
      for (const header of [`bytes=${padding}x`, `bytes=1${padding}-${padding}x`, padding]) {
        ByteRange.parse(header, 100)
      }
      const { system, user } = process.threadCpuUsage(before)
      assert.isBelow((user + system) / 1000, 50)
    })
  }
})
