import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { making, playing, said } from "../../src/episode/StatusMessage.ts"
import type { Loaded } from "../../src/player/Playback.ts"
import { timeline } from "../player/AudioFixtures.ts"

const id = EpisodeId.make("a".repeat(24))

/** An episode of five minutes, of which one minute is made. */
const episode = (status: EpisodeStatus, frames = 2500): Episode =>
  new Episode({
    id,
    workflowId: WorkflowId.make(`episode:${id}`),
    title: "Tides",
    teaser: "",
    lengthSeconds: 300,
    style: "conversation",
    status,
    notices: [],
    sources: [],
    timeline: frames === 0 ? timeline() : timeline(["0.0", frames])
  })

const loaded = (change: Partial<Loaded>): Loaded => ({
  episodeId: id,
  phase: "playing",
  position: 18,
  received: 60,
  made: 60,
  trouble: undefined,
  ...change
})

const speaking: EpisodeStatus = { _tag: "Generating", stage: "speaking" }

describe("status in words", () => {
  it("tells how far the making is ahead of the voice", () => {
    assert.strictEqual(
      playing(loaded({}), episode(speaking), "open").words,
      "42 s ahead, still being made"
    )
  })

  it("stays the same while the making rests and goes on by turns, far ahead", () => {
    const far = loaded({ made: 200 })
    assert.deepStrictEqual(
      playing(far, episode({ _tag: "Resting" }), "open"),
      playing(far, episode(speaking), "open")
    )
  })

  it("tells what is being done before there is anything to hear", () => {
    const reading: EpisodeStatus = { _tag: "Generating", stage: "reading" }
    assert.strictEqual(making(undefined, undefined).words, "Starting…")
    assert.strictEqual(making(episode(reading, 0), undefined).words, "Reading sources…")
    assert.strictEqual(
      making(episode(reading), undefined).words,
      "1:00 of 5:00 made, reading sources"
    )
  })

  it("tells why the voice is silent", () => {
    const silent = loaded({ phase: "waiting" })
    assert.strictEqual(
      playing(silent, episode(speaking), "open").words,
      "Waiting for the next words…"
    )
    assert.strictEqual(
      playing(silent, episode(speaking), "lost").words,
      "Waiting for the connection…"
    )
    assert.strictEqual(playing(loaded({ trouble: "missing" }), undefined, "open").tone, "error")
  })

  it("gives the reason of a failure, to eyes and ears", () => {
    const failed: EpisodeStatus = { _tag: "Failed", reason: "no voice answers." }
    assert.strictEqual(
      making(episode(failed), undefined).words,
      "It could not be finished: no voice answers."
    )
    assert.match(said(failed), /no voice answers/)
  })

  it("counts what is made and not what was asked for, once it is complete", () => {
    assert.strictEqual(making(episode({ _tag: "Complete" }), undefined).words, "Complete, 1:00")
  })
})
