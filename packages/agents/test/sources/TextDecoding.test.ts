import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { decodeText } from "@aethercast/agents/sources/TextDecoding"

const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()

const readable: ReadonlyArray<readonly [name: string, bytes: Uint8Array, charset?: string]> = [
  ["UTF-8", Buffer.from("Café über")],
  ["UTF-8 with a byte order mark", Buffer.from("\uFEFFCafé über")],
  ["UTF-16, little end first", Buffer.from("\uFEFFCafé über", "utf16le")],
  ["UTF-16, big end first", utf16be("Café über")],
  ["windows-1252", Buffer.from("Café über", "latin1")],
  ["what the sender says", Buffer.from("Café über", "latin1"), "ISO-8859-1"],
  ["a charset that nobody knows", Buffer.from("Café über"), "martian"]
]

const unreadable: ReadonlyArray<readonly [name: string, bytes: Uint8Array, reason: string]> = [
  ["nothing", Buffer.alloc(0), "it is empty"],
  ["white space", Buffer.from(" \n\t "), "it is empty"],
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "it is binary, not text"],
  ["control characters", Buffer.from("a\u0001\u0002b"), "it is binary, not text"],
  ["half a UTF-16 character", Buffer.from("fffe41", "hex"), "it is badly encoded UTF-16"],
  [
    "cut UTF-8",
    Buffer.from("Ein schöner größerer Tag").subarray(0, 16),
    "it is neither UTF-8 nor windows-1252 text"
  ],
  [
    "Shift JIS",
    Buffer.from("82b182f182c982bf82cd90a28a45", "hex"),
    "it is neither UTF-8 nor windows-1252 text"
  ]
]

describe("Decoding", () => {
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

  it("forgives a sender a broken character in a long text", () => {
    const bytes = Buffer.concat([Buffer.from("long ".repeat(100)), Buffer.of(0xff)])
    assert.deepStrictEqual(decodeText(bytes, "utf-8"), Result.succeed("long ".repeat(100)))
  })
})
