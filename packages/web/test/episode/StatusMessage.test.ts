import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { assert, describe, it } from "@effect/vitest"
import { generationStatus, statusAnnouncement } from "../../src/episode/StatusMessage.ts"
import { episode } from "../EpisodeFixture.ts"

const reading: EpisodeStatus = { _tag: "Generating", stage: "reading" }
const failed: EpisodeStatus = { _tag: "Failed", reason: "no voice answers.", remedy: "retry" }
const cancelled: EpisodeStatus = { _tag: "Cancelled", reason: "wrong topic" }

describe("generationStatus", () => {
  it("shows the current stage until there is audio", () => {
    assert.strictEqual(generationStatus(undefined, undefined).text, "Starting…")
    assert.strictEqual(generationStatus(episode(reading, 0), undefined).text, "Reading sources…")
  })

  it("shows how many episodes come before one that waits for its turn", () => {
    const text = (ahead: number) =>
      generationStatus(episode({ _tag: "Queued", ahead }, 0), undefined).text
    assert.strictEqual(text(3), "Waiting for its turn: 3 before you")
    assert.strictEqual(text(0), "Next in line")
  })

  it("shows how much is ready, and the stage", () => {
    assert.strictEqual(
      generationStatus(episode(reading), undefined).text,
      "1:00 of 5:00 ready, reading sources"
    )
  })

  it("shows the actual length, not the requested one, when the episode is complete", () => {
    assert.strictEqual(
      generationStatus(episode({ _tag: "Complete" }), undefined).text,
      "Complete, 1:00"
    )
  })

  it("shows why an episode failed", () => {
    assert.strictEqual(
      generationStatus(episode(failed), undefined).text,
      "It could not be finished: no voice answers."
    )
  })

  it("shows that an episode was cancelled, and why", () => {
    assert.deepStrictEqual(generationStatus(episode(cancelled), undefined), {
      tone: "warning",
      text: "This episode was cancelled: wrong topic"
    })
  })
})

describe("statusAnnouncement", () => {
  it("tells screen readers that an episode waits, but not each time that its place changes", () => {
    const announced = (ahead: number) => statusAnnouncement({ _tag: "Queued", ahead })
    assert.strictEqual(announced(9), announced(8))
    assert.strictEqual(announced(0), "The episode is next in line.")
  })

  it("tells screen readers why an episode failed", () => {
    assert.match(statusAnnouncement(failed), /no voice answers/)
  })

  it("tells screen readers why an episode was cancelled", () => {
    assert.strictEqual(statusAnnouncement(cancelled), "This episode was cancelled: wrong topic")
  })
})
