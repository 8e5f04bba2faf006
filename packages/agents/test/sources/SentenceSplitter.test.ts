import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import { sentenceSpans, splitSentences } from "@aethercast/agents/sources/SentenceSplitter"
import { caseBytes } from "./Cases.ts"

const Word = Schema.Literals([
  "The sea",
  " rose. ",
  "Mr. ",
  "A. D. ",
  "v. ",
  "“No!” ",
  "he said",
  " 3. ",
  "\u2028",
  "it is. "
])

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
  ["Plan A. Then plan B.", ["Plan A. Then plan B."]],
  ["He got an A. She got a B.", ["He got an A.", "She got a B."]],
  ["He met a T. Smith there.", ["He met a T. Smith there."]],
  [
    "In the 3d ed. Smith et al. 2004 and Maj. Gen. Poe, Ret. Col. Lee agree.",
    ["In the 3d ed. Smith et al. 2004 and Maj. Gen. Poe, Ret. Col. Lee agree."]
  ],
  [
    "Das kostet 5 Mio. Euro in der Hauptstr. 5, vgl. Abs. 3. Er ging.",
    ["Das kostet 5 Mio. Euro in der Hauptstr. 5, vgl. Abs. 3.", "Er ging."]
  ],
  [
    "Es waren 5 Mio. Er ging, und der 1. FC spielte 500 n. Chr. nicht.",
    ["Es waren 5 Mio.", "Er ging, und der 1. FC spielte 500 n. Chr. nicht."]
  ],
  ["They lack vitamin C. Oranges have it.", ["They lack vitamin C.", "Oranges have it."]],
  ["It was written by C. Oranges in May.", ["It was written by C. Oranges in May."]],
  [
    "He fought in World War I. The next was worse.",
    ["He fought in World War I.", "The next was worse."]
  ],
  ["They are older than I. They know.", ["They are older than I.", "They know."]],
  [
    "In 410 A.D. Rome fell. He died in 79 A.D. Rome mourned.",
    ["In 410 A.D. Rome fell.", "He died in 79 A.D.", "Rome mourned."]
  ],
  [
    "It opens at 9 a.m. Monday. It opens at 9 a.m. Visitors wait.",
    ["It opens at 9 a.m. Monday.", "It opens at 9 a.m.", "Visitors wait."]
  ],
  [
    "Am 3. Oktober 1990 im 19. Jahrhundert. Es gab 3. Alle blieben.",
    ["Am 3. Oktober 1990 im 19. Jahrhundert.", "Es gab 3.", "Alle blieben."]
  ],
  [
    "Mme. Curie met Sgt. Berg, Insp. Fox and Lt. Col. Ede.",
    ["Mme. Curie met Sgt. Berg, Insp. Fox and Lt. Col. Ede."]
  ],
  [
    "Roe v. Wade and Lund vs. Berg were cited. Dept. of State denied it.",
    ["Roe v. Wade and Lund vs. Berg were cited.", "Dept. of State denied it."]
  ],
  ["She lives on Elm St. The house is old.", ["She lives on Elm St.", "The house is old."]],
  ["Was it Yahoo! The answer is no.", ["Was it Yahoo!", "The answer is no."]],
  ["Wm. Hill and Chas. Lee came.", ["Wm. Hill and Chas. Lee came."]],
  [
    "It rose 5 deg. C. in May. Das ist z. B. Wasser.",
    ["It rose 5 deg. C. in May.", "Das ist z. B. Wasser."]
  ],
  [
    "It ended in 1990. 5 people came to the harbour. 40 men left. See no. 5 there.",
    ["It ended in 1990.", "5 people came to the harbour.", "40 men left.", "See no. 5 there."]
  ],
  ["その港は古い。誰も知らない。", ["その港は古い。", "誰も知らない。"]]
]

describe("SentenceSplitter", () => {
  for (const line of caseBytes("sentence-ranks-and-cases/sentences.txt")
    .toString()
    .trim()
    .split("\n")) {
    it(`takes ${JSON.stringify(line)} for one sentence`, () => {
      assert.deepStrictEqual(splitSentences(line), [line])
    })
  }

  it.prop(
    "points at the very sentences, and leaves out white space only",
    [Arbitrary.array(Arbitrary.schema(Schema.Union([Schema.String, Word])), { maxLength: 40 })],
    ([parts]) => {
      const text = parts.join("")
      let at = 0
      for (const { end, start } of sentenceSpans(text)) {
        assert.strictEqual(text.slice(at, start).trim(), "")
        assert.isBelow(start, end)
        at = end
      }
      assert.strictEqual(text.slice(at).trim(), "")
    }
  )

  for (const [paragraph, expected] of table) {
    it(`splits ${JSON.stringify(paragraph)}`, () => {
      assert.deepStrictEqual(splitSentences(paragraph), expected)
    })
  }
})
