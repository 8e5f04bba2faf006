import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { decodeText } from "@aethercast/agents/sources/TextDecoding"

const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()

const readable: ReadonlyArray<readonly [name: string, bytes: Uint8Array, charset?: string]> = [
  ["UTF-8", Buffer.from("Café über")],
  ["UTF-8 with a byte order mark", Buffer.from("\uFEFFCafé über")],
  ["little-endian UTF-16", Buffer.from("\uFEFFCafé über", "utf16le")],
  ["big-endian UTF-16", utf16be("Café über")],
  ["windows-1252", Buffer.from("Café über", "latin1")],
  ["the declared charset", Buffer.from("Café über", "latin1"), "ISO-8859-1"],
  ["UTF-8 with an unknown charset", Buffer.from("Café über"), "martian"]
]

const unreadable: ReadonlyArray<readonly [name: string, bytes: Uint8Array, reason: string]> = [
  ["no bytes", Buffer.alloc(0), "it is empty"],
  ["white space", Buffer.from(" \n\t "), "it is empty"],
  ["an image", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "it is binary, not text"],
  ["control characters", Buffer.from("a\u0001\u0002b"), "it is binary, not text"],
  ["half a UTF-16 character", Buffer.from("fffe41", "hex"), "it is badly encoded UTF-16"],
  [
    "truncated UTF-8",
    Buffer.from("Ein schöner größerer Tag").subarray(0, 16),
    "it is neither UTF-8 nor windows-1252 text"
  ],
  [
    "Shift JIS",
    Buffer.from("82b182f182c982bf82cd90a28a45", "hex"),
    "it is neither UTF-8 nor windows-1252 text"
  ]
]

describe("TextDecoding", () => {
  for (const [name, bytes, charset] of readable) {
    it(`reads ${name}`, () => {
      assert.deepStrictEqual(decodeText(bytes, charset), Result.succeed("Café über"))
    })
  }

  for (const [name, bytes, reason] of unreadable) {
    it(`refuses ${name}`, () => {
      assert.deepStrictEqual(decodeText(bytes), Result.fail(reason))
    })
  }

  it("tolerates a broken character in a long text", () => {
    const bytes = Buffer.concat([Buffer.from("long ".repeat(100)), Buffer.of(0xff)])
    assert.deepStrictEqual(decodeText(bytes, "utf-8"), Result.succeed("long ".repeat(100)))
  })
})
