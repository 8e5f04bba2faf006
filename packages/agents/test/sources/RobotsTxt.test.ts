import { assert, describe, it } from "@effect/vitest"
import { allowsBy } from "@aethercast/agents/sources/RobotsTxt"

const allows = (text: string, path: string) => allowsBy(text, "Aethercast")(path)

const table: ReadonlyArray<readonly [text: string, path: string, allowed: boolean]> = [
  ["", "/a", true],
  ["User-agent: *\nDisallow:", "/a", true],
  ["User-agent: *\nDisallow: /", "/a", false],
  ["User-agent: other\nDisallow: /", "/a", true],
  ["user-agent: AETHERCAST/1.0\nDisallow: /a\nUser-agent: *\nDisallow: /", "/b", true],
  ["User-agent: x\nUser-agent: aethercast\nDisallow: /a", "/a/b", false],
  ["User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c", true],
  ["User-agent: *\nAllow: /a\nDisallow: /a", "/a", true],
  ["User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false],
  ["User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true],
  ["User-agent: *\nDisallow: /a$", "/a", false],
  ["User-agent: *\nDisallow: /a$", "/ab", true],
  ["User-agent: *\nDisallow: /*/private/", "/u/private/x", false],
  ["User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9/menu", true],
  ["User-agent: *\nDisallow: /café", "/caf%C3%A9/menu", false],
  ["User-agent: *\nDisallow: /%61", "/a", false],
  ["User-agent: * # everyone\r\nDisallow: /a # not here\r\n", "/a", false],
  ["User-agent: *\nContent-Signal: search=yes, ai-input=no", "/a", false],
  ["User-agent: *\nContent-Signal: search=yes, ai-train=no", "/a", true],
  ["User-agent: aethercast\nAllow: /\nUser-agent: *\nContent-Signal: ai-input=no", "/a", true]
]

describe("RobotsTxt", () => {
  for (const [text, path, allowed] of table) {
    it(`${allowed ? "allows" : "forbids"} ${path} by ${JSON.stringify(text)}`, () => {
      assert.strictEqual(allows(text, path), allowed)
    })
  }

  it("matches a hostile pattern without backtracking", () => {
    const pattern = "*a".repeat(20_000)
    assert.isTrue(allows(`User-agent: *\nDisallow: /${pattern}b`, `/${"a".repeat(40_000)}`))
  })
})
