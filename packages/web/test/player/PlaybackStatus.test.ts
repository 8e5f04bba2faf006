import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { assert, describe, it } from "@effect/vitest"
import type { Playback } from "../../src/player/Playback.ts"
import { playbackStatus } from "../../src/player/PlaybackStatus.ts"
import { episode, episodeId } from "../EpisodeFixture.ts"

const playback = (change: Partial<Playback>): Playback => ({
  episodeId,
  phase: "playing",
  position: 18,
  generated: 60,
  failure: undefined,
  ...change
})

const speaking: EpisodeStatus = { _tag: "Generating", stage: "speaking" }

describe("playbackStatus", () => {
  it("shows how far generation is ahead of the playhead", () => {
    assert.strictEqual(
      playbackStatus(playback({}), episode(speaking), "open").text,
      "42 s ahead, still being made"
    )
  })

  it("is the same while generation rests or runs, far ahead", () => {
    const far = playback({ generated: 200 })
    assert.deepStrictEqual(
      playbackStatus(far, episode({ _tag: "Resting" }), "open"),
      playbackStatus(far, episode(speaking), "open")
    )
  })

  it("shows what playback waits for", () => {
    const waiting = playback({ phase: "waiting" })
    assert.strictEqual(
      playbackStatus(waiting, episode(speaking), "open").text,
      "Waiting for the next words…"
    )
    assert.strictEqual(
      playbackStatus(waiting, episode(speaking), "lost").text,
      "Waiting for the connection…"
    )
  })

  it("shows the turn that an episode waits for, also in its middle", () => {
    const waiting = playback({ phase: "waiting" })
    assert.strictEqual(
      playbackStatus(waiting, episode({ _tag: "Queued", ahead: 2 }), "open").text,
      "Waiting for its turn: 2 before you"
    )
  })

  it("does not wait for the next words of an episode that has failed or was cancelled", () => {
    const waiting = playback({ phase: "waiting" })
    const ends: ReadonlyArray<EpisodeStatus> = [
      { _tag: "Failed", reason: "wrong topic", remedy: "retry" },
      { _tag: "Cancelled", reason: "wrong topic" }
    ]
    for (const status of ends) {
      const { text } = playbackStatus(waiting, episode(status), "open")
      assert.include(text, "wrong topic")
    }
  })

  it("is an error when the server does not know the episode", () => {
    const status = playbackStatus(playback({ failure: "notFound" }), undefined, "open")
    assert.strictEqual(status.tone, "error")
  })
})
