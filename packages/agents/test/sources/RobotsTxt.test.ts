import { assert, describe, it } from "@effect/vitest"
import { allowsBy } from "@aethercast/agents/sources/RobotsTxt"
import { caseBytes } from "./Cases.ts"

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
  ["User-agent: Aethercast *\nDisallow: /", "/a", false],
  ["User-agent: aethercast-news\nDisallow: /", "/a", true],
  ["User-agent: *\nDisallow: /", "/robots.txt", true],
  ["\uFEFFUser-agent: * # all\rDisallow : /a\r", "/a", false],
  ["User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9/menu", false],
  ["User-agent: *\nDisallow: /caf%c3%a9", "/caf%C3%A9", false],
  ["User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false],
  ["User-agent: *\nDisallow: /a%2fb", "/a/b", true],
  ["User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false],
  ["User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", true],
  ["User-agent: *\nDisallow: /path/foo-%24", "/path/foo-$", false],
  ["User-agent: *\nDisallow: /path/foo-%24", "/path/foo-", true],
  ["User-agent: *\nDisallow: /a$b", "/a$b/c", false],
  ["User-agent: *\nDisallow: /foo?baz=https://foo.bar", "/foo?baz=https%3A%2F%2Ffoo.bar", false],
  ["User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false],
  ["User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false],
  ["User-agent: *\nDisallow: /%7ejoe/", "/~joe/x", false],
  ["User-agent: *\nDisallow: /a%", "/a%", false],
  ["\uFEFFUser-agent: *\nDisallow: /a", "/a", false],
  ["User-agent: *\nDisallow: /café", "/caf%C3%A9/menu", false],
  ["User-agent: *\nDisallow: /%61", "/a", false],
  ["User-agent: * # everyone\r\nDisallow: /a # not here\r\n", "/a", false],
  ["User-agent: *\nContent-Signal: search=yes, ai-input=no", "/a", false],
  ["User-agent: *\nContent-Signal: search=yes, ai-train=no", "/a", true],
  ["Content-Signal: ai-input=no\n\nUser-agent: *\nAllow: /", "/a", false],
  ["User-agent: aethercast\nAllow: /\nUser-agent: *\nContent-Signal: ai-input=no", "/a", true]
]

describe("RobotsTxt", () => {
  for (const [text, path, allowed] of table) {
    it(`${allowed ? "allows" : "forbids"} ${path} by ${JSON.stringify(text)}`, () => {
      assert.strictEqual(allows(text, path), allowed)
    })
  }

  it("compares percent-encoding as the RFC's own examples do", () => {
    const forbids = (file: string, path: string) =>
      !allows(caseBytes(`robots-percent/${file}.txt`).toString(), path)
    assert.isTrue(forbids("a", "/path/file-with-a-*.html"))
    assert.isTrue(forbids("a", "/path/foo-$"))
    assert.isTrue(forbids("b", "/caf%C3%A9"))
    assert.isTrue(forbids("b", "/a%2Fb"))
  })

  it("matches a hostile pattern without backtracking", () => {
    const pattern = "*a".repeat(20_000)
    assert.isTrue(allows(`User-agent: *\nDisallow: /${pattern}b`, `/${"a".repeat(40_000)}`))
  })
})
