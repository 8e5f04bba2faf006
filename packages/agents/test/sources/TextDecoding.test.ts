import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { decodeText, type TextFormat } from "@aethercast/agents/sources/TextDecoding"
import { caseBytes } from "./Cases.ts"

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

  it("loses one byte for a byte that is wrong", () => {
    const [broken, cut, control] = ["one-bad-byte", "cut", "ctrl-z"].map((name) =>
      Result.getOrThrow(decodeText(caseBytes(`charset-one-bad-byte/${name}.txt`)))
    )
    assert.match(
      broken ?? "",
      /^The café by the harbour is old, and the mason’s .* at 5 6 in 1911\.\s*$/
    )
    assert.match(cut ?? "", /^The café by .* is old\.\s*$/)
    assert.match(control ?? "", /old and it is long\./)
  })

  it("reads surrogates that were encoded one by one, and drops a lone one", () => {
    const text = (hex: string) =>
      Buffer.concat([bytesOf("A wall "), Buffer.from(hex, "hex"), bytesOf(" of oak.")])
    const bytesOf = (ascii: string) => Buffer.from(ascii)
    for (const [hex, expected] of [
      ["eda0bdedb880", "A wall \u{1F600} of oak."],
      ["eda181edb095", "A wall \u{20415} of oak."],
      ["eda0bd", "A wall  of oak."],
      ["edb880eda0bd", "A wall  of oak."],
      ["c080", "A wall  of oak."],
      ["c3a9eda0bd", "A wall é of oak."]
    ] as const) {
      assert.deepStrictEqual(decodeText(text(hex)), Result.succeed(expected), hex)
      assert.deepStrictEqual(decodeText(text(hex), "utf-8"), Result.succeed(expected), hex)
    }
  })

  it("loses the rest of a character that was cut in the middle of a text", () => {
    const bytes = Buffer.concat([
      Buffer.from("The mason"),
      Buffer.of(0xe2, 0x80),
      Buffer.from("s wall. ".repeat(20))
    ])
    assert.deepStrictEqual(decodeText(bytes), Result.succeed(`The mason${"s wall. ".repeat(20)}`))
  })

  it("keeps a text in spite of a null character", () => {
    assert.isTrue(Result.isSuccess(decodeText(Buffer.from("A short\u0000 text about the sea."))))
  })

  const declared: ReadonlyArray<
    readonly [format: TextFormat, declaration: string, label: string, text: string]
  > = [
    ["html", '<meta charset="windows-1251">', "windows-1251", "Новая стена"],
    ["html", "<META CHARSET=windows-1251>", "windows-1251", "Новая стена"],
    [
      "html",
      '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-2">',
      "latin2",
      "Zeď v přístavu"
    ],
    [
      "html",
      '<!-- <meta charset="koi8-r"> --><meta charset="windows-1251">',
      "windows-1251",
      "Новая стена"
    ],
    ["html", '<?xml version="1.0" encoding="windows-1251"?>', "windows-1251", "Новая стена"],
    ["html", '<meta name="x" content="a"><meta charset="utf-16">', "utf-8", "Новая стена"],
    ["html", '<meta charset="x-user-defined">', "latin1", "Café au lait"],
    ["xml", '<?xml version="1.0" encoding="windows-1251"?>', "windows-1251", "Новая стена"],
    ["xml", "<?xml version='1.0' encoding='Shift_JIS'?>", "shift_jis", "新しい壁"],
    ["xml", '<?xml version="1.0"?>', "utf-8", "Новая стена"]
  ]
  for (const [format, declaration, label, text] of declared) {
    it(`reads ${label} that ${declaration} declares`, () => {
      const bytes = Buffer.concat([Buffer.from(declaration), encoded(text, label)])
      assert.deepStrictEqual(
        decodeText(bytes, undefined, format),
        Result.succeed(declaration + text)
      )
    })
  }

  it("believes the sender more than the document, and a byte order mark more than both", () => {
    const head = Buffer.from('<meta charset="windows-1251">')
    const western = Buffer.concat([head, encoded("Café", "latin1")])
    assert.include(Result.getOrThrow(decodeText(western, "iso-8859-1", "html")), "Café")
    const marked = Buffer.concat([Buffer.from("\uFEFF"), head, Buffer.from("Café")])
    assert.include(Result.getOrThrow(decodeText(marked, "koi8-r", "html")), "Café")
  })

  it("does not look for a declaration in a plain text", () => {
    const bytes = Buffer.from('<meta charset="windows-1251"> Café über')
    assert.include(Result.getOrThrow(decodeText(bytes)), "Café")
  })

  it("reads XML in UTF-16 without a byte order mark", () => {
    const bytes = Buffer.from('<?xml version="1.0"?><a>стена</a>', "utf16le")
    assert.include(Result.getOrThrow(decodeText(bytes, undefined, "xml")), "стена")
  })

  it("reads a page of the library by its declaration", () => {
    const text = Result.getOrThrow(
      decodeText(caseBytes("charset-library-html/latin2.html"), undefined, "html")
    )
    assert.include(text, "Zeď v přístavu")
    assert.include(text, "Božena Šťastná")
  })
})

/** Text in a legacy encoding, which Node can only decode: by the inverse of its table. */
const encoded = (text: string, label: string): Buffer => {
  if (label === "utf-8") return Buffer.from(text)
  if (label === "shift_jis") return Buffer.from("905682b582a295c7", "hex")
  const table = new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, code) => code))
  return Buffer.from([...text].map((character) => table.indexOf(character)))
}
