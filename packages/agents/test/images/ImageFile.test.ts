import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as ImageFile from "../../src/images/ImageFile.ts"

/** Of 48 by 32 pixels, made by a browser. */
const files = [
  [
    "PNG",
    "image/png",
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAYAAABU1PscAAAAcklEQVR4AeyS0QlAIRDDjjfb238ldYUSiggR/LtWLvGb+dfL9ywwTx8XuK1PAxqABPxCECCOawAjhAUagABxXAMYISzQAASI4xrACGGBBiBAHA8M4LcqBS5QwRqUaiCAVRnVQAVrUKqBAFZlVAMVrEHpBgAA//8GhZkiAAAABklEQVQDAHhPPNHhCLJdAAAAAElFTkSuQmCC"
  ],
  [
    "JPEG",
    "image/jpeg",
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAgADADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAEC/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AjAbQAAAAAAAAAB//2Q=="
  ],
  [
    "lossy WebP",
    "image/webp",
    "UklGRj4AAABXRUJQVlA4IDIAAAAwAwCdASowACAAP3G202I0ryqmJWgCkC4JZwDQVBBF2G4AAP7tkD5V6vMS0UqbugAAAA=="
  ],
  ["lossless WebP", "image/webp", "UklGRhwAAABXRUJQVlA4TA8AAAAvL8AHAAcQUaL+ByKi/wEA"],
  [
    "WebP with transparency",
    "image/webp",
    "UklGRmoAAABXRUJQVlA4WAoAAAAQAAAALwAAHwAAQUxQSBAAAAABB1DAiAgACeH/eDmi/6kPVlA4IDQAAAAwAwCdASowACAAP3G202G0ryqmJWgCkC4JZwDM0A8KmggAAP7tTd9WWohh8Udn1KFIAAAA"
  ]
] as const

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"))

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
