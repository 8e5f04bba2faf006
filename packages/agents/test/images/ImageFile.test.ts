import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as ImageFile from "../../src/images/ImageFile.ts"
import { bytesOf, files } from "./TestImages.ts"

describe("ImageFile", () => {
  for (const [name, mediaType, base64] of files) {
    it(`a ${name} has its type and size`, () => {
      assert.deepStrictEqual(
        ImageFile.inspect(bytesOf(base64)),
        Option.some({ mediaType, width: 48, height: 32 })
      )
    })

    it(`a ${name} that is cut off anywhere is none`, () => {
      const bytes = bytesOf(base64)
      for (let length = 0; length < bytes.length; length++) {
        assert.isTrue(Option.isNone(ImageFile.inspect(bytes.subarray(0, length))), `${length}`)
      }
    })

    it(`a ${name} with any byte changed is none, or has a size`, () => {
      const bytes = bytesOf(base64)
      for (let at = 0; at < bytes.length; at++) {
        for (const value of [0, 1, 0x7f, 0xff]) {
          const changed = bytes.with(at, value)
          const file = ImageFile.inspect(changed)
          assert.isTrue(Option.isNone(file) || (file.value.width > 0 && file.value.height > 0))
        }
      }
    })
  }

  it("nothing, text and another format are none", () => {
    for (const text of ["", "<svg/>", '{"error": "busy"}', "GIF89a\x01\0\x01\0;"]) {
      assert.isTrue(Option.isNone(ImageFile.inspect(Buffer.from(text, "latin1"))))
    }
  })
})
