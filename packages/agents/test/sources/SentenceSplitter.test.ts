import { assert, describe, it } from "@effect/vitest"
import { splitSentences } from "@aethercast/agents/sources/SentenceSplitter"

const table: ReadonlyArray<readonly [paragraph: string, expected: ReadonlyArray<string>]> = [
  ["", []],
  ["One. Two! Three?", ["One.", "Two!", "Three?"]],
  [
    "Dr. Varga met Mr. Ede at 5 p.m. on Jan. 3. It rained.",
    ["Dr. Varga met Mr. Ede at 5 p.m. on Jan. 3.", "It rained."]
  ],
  [
    "The U.S. Army came. The U.S. team paid $3.5 million.",
    ["The U.S. Army came.", "The U.S. team paid $3.5 million."]
  ],
  ["They sailed to the U.S. The trip was long.", ["They sailed to the U.S.", "The trip was long."]],
  [
    '"Is it safe?" she asked. He said: "Yes!" Then they left... No. 7 is next.',
    ['"Is it safe?" she asked.', 'He said: "Yes!"', "Then they left...", "No. 7 is next."]
  ],
  ["He said no. Nobody heard.", ["He said no.", "Nobody heard."]],
  [
    "J. R. R. Tolkien wrote it. C. S. Lewis read it.",
    ["J. R. R. Tolkien wrote it.", "C. S. Lewis read it."]
  ],
  ["See Fig. 3 and pp. 12 to 14. Cf. Newton.", ["See Fig. 3 and pp. 12 to 14.", "Cf. Newton."]],
  [
    "Acme Inc. Europe grew. It left Acme Inc. The rest stayed.",
    ["Acme Inc. Europe grew.", "It left Acme Inc.", "The rest stayed."]
  ],
  [
    "Birds, e.g. Swifts, sleep aloft (St. Gallen). In 720 B.C. He ruled.",
    ["Birds, e.g. Swifts, sleep aloft (St. Gallen).", "In 720 B.C.", "He ruled."]
  ],
  ["Plan A. Then plan B.", ["Plan A. Then plan B."]]
]

describe("SentenceSplitter", () => {
  for (const [paragraph, expected] of table) {
    it(`splits ${JSON.stringify(paragraph)}`, () => {
      assert.deepStrictEqual(splitSentences(paragraph), expected)
    })
  }
})
