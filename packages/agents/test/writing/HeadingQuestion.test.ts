import { assert, describe, it } from "@effect/vitest"
import { headingQuestion } from "../../src/writing/HeadingQuestion.ts"

describe("HeadingQuestion", () => {
  it("an indirect question is asked directly", () => {
    const asked: Record<string, string> = {
      "Why eclipses are rare": "Why are eclipses rare?",
      "How the two men were fooled": "How were the two men fooled?",
      "Why pendulums get seasick": "Why do pendulums get seasick?",
      "Why we sleep": "Why do we sleep?",
      "Why the Sun comes second": "Why does the Sun come second?",
      "Why high tide comes later each day": "Why does high tide come later each day?",
      "How light crosses an ocean": "How does light cross an ocean?",
      "How much is enough": "How much is enough?",
      "What lives in the jar": "What lives in the jar?",
      "Does sleep wash the brain?": "Does sleep wash the brain?"
    }
    for (const [heading, question] of Object.entries(asked)) {
      assert.strictEqual(headingQuestion(heading), question)
    }
  })

  it("what asks nothing, or could be read in two ways, is not made a question", () => {
    for (const heading of [
      "A seed with a defense",
      "What fire does",
      "How honey bees dance",
      "How coffee houses changed London",
      "Why The Sun Is Hot",
      "However it was"
    ]) {
      assert.isUndefined(headingQuestion(heading), heading)
    }
  })
})
