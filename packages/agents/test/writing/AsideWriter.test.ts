import { asideLines, honestLines } from "@aethercast/agents/writing/AsideWriter"
import { AsideRequest, AsideSubject } from "@aethercast/agents/writing/ScriptWriter"
import { Passage, PassageId, SourceId } from "@aethercast/domain/Source"
import { assert, describe, it } from "@effect/vitest"

const source = SourceId.make("a".repeat(16))
const idOf = (position: number) => PassageId.make(`${source}#${position}`)

const texts = [
  "Most coasts of the world see two high tides in a day.",
  "High tide arrives about 50 minutes later each day, because the Moon moves on.",
  "The Bay of Fundy in Canada holds the record, with a tidal range of about 16 meters.",
  "Laplace wrote the first equations of the tides in the year 1775.",
  "His equations are still used to predict the tide in every harbor."
]
const passages = texts.map(
  (text, position) =>
    new Passage({ id: idOf(position), source, position, start: 0, heading: "Tides", text })
)
const { Line, Question } = AsideSubject.cases

const request = (about: AsideSubject, alreadySaid: ReadonlyArray<number> = []) =>
  new AsideRequest({
    seed: "episode/a1",
    about,
    returnTo: "The turning Earth",
    passages,
    sources: [],
    style: "conversation",
    alreadySaid: alreadySaid.map(idOf),
    seconds: 30
  })

const quoted = (lines: ReadonlyArray<{ readonly passages: ReadonlyArray<PassageId> }> = []) =>
  lines.flatMap((line) => line.passages)

describe("an aside of quotations", () => {
  it("answers a question with the sentences that are about all of it, said before or not", () => {
    const question = Question.make({ words: "How high is the tide in the Bay of Fundy" })
    for (const alreadySaid of [[], [2]]) {
      const lines = asideLines(request(question, alreadySaid))
      assert.include(lines?.[0]?.text, "How high is the tide in the Bay of Fundy?")
      assert.deepStrictEqual(quoted(lines), [idOf(2)])
      assert.include(lines?.at(-1)?.text, "The turning Earth")
    }
  })

  it("does not answer a question that shares only a common word with the sources", () => {
    const question = Question.make({ words: "How high is the price of olive oil?" })
    assert.isUndefined(asideLines(request(question)))
    const honest = honestLines(request(question))
    assert.deepStrictEqual(quoted(honest), [])
    assert.isTrue(honest.some(({ text }) => text.includes("do not say")))
  })

  it("says what follows a line, and nothing that was said before", () => {
    const about = Line.make({ text: texts[3] ?? "", passages: [idOf(3)] })
    assert.isUndefined(asideLines(request(about, [0, 1, 2, 3, 4])))
    const lines = asideLines(request(about, [3]))
    assert.notInclude(quoted(lines), idOf(3))
  })

  it("repeats no sentence that needs one before it which is not read out", () => {
    const about = Line.make({ text: texts[3] ?? "", passages: [idOf(3)] })
    assert.notInclude(quoted(asideLines(request(about, [3]))), idOf(4))
  })
})
