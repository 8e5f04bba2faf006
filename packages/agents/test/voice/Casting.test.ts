import { cast, languages, nearest, type OfferedVoice } from "@aethercast/agents/voice/Casting"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import { type Cast, castHosts, Voice } from "@aethercast/domain/Voice"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

const offer = (
  id: string,
  gender: Voice["gender"],
  pace: number,
  spoken: ReadonlyArray<string> = ["en"]
): OfferedVoice => ({ voice: new Voice({ id, gender, pace }), languages: spoken })

const voices = [
  offer("ann", "female", 160, ["en", "de"]),
  offer("bea", "female", 140),
  offer("carl", "male", 150),
  offer("dora", "female", 190, ["en", "de"])
]

const idsOf = (found: Option.Option<Cast>) => {
  const voices = Option.getOrThrow(found)
  return castHosts(voices).map((host) => voices[host]?.id)
}

const idOf = (voice: Option.Option<Voice>) => Option.getOrUndefined(voice)?.id

describe("Casting", () => {
  it("gives the hosts voices of different gender", () => {
    assert.deepStrictEqual(idsOf(cast(voices, "en", 2)), ["ann", "carl"])
  })

  it("gives them different voices of one gender, or the same one, where there are no others", () => {
    assert.deepStrictEqual(idsOf(cast(voices, "de", 2)), ["ann", "dora"])
    assert.deepStrictEqual(idsOf(cast(voices.slice(1, 2), "en", 2)), ["bea", "bea"])
  })

  it("gives each of one to four hosts a voice of their own, by turns of gender", () => {
    assert.deepStrictEqual(idsOf(cast(voices, "en", 1)), ["ann"])
    assert.deepStrictEqual(idsOf(cast(voices, "en", 3)), ["ann", "carl", "bea"])
    assert.deepStrictEqual(idsOf(cast(voices, "en", 4)), ["ann", "carl", "bea", "dora"])
    assert.deepStrictEqual(idsOf(cast(offeredVoices, "en", 4)), ["slt", "rms", "slt-bright", "awb"])
  })

  it("casts no more hosts than there are voices to tell them apart", () => {
    assert.deepStrictEqual(idsOf(cast(voices, "de", 4)), ["ann", "dora"])
    assert.deepStrictEqual(idsOf(cast(voices.slice(1, 2), "en", 3)), ["bea", "bea"])
  })

  it("casts no voice for a language that none speaks", () => {
    assert.deepStrictEqual(cast(voices, "fr", 2), Option.none())
    assert.deepStrictEqual(languages(voices), ["en", "de"])
  })

  it("keeps the voice of an episode while it is there", () => {
    const [, bea] = voices
    assert.strictEqual(bea && idOf(nearest(bea.voice, voices, "en")), "bea")
  })

  it("replaces a voice by one of its gender, and of them by that of the nearest pace", () => {
    const wanted = (gender: Voice["gender"], pace: number) =>
      new Voice({ id: "gone", gender, pace })
    assert.strictEqual(idOf(nearest(wanted("female", 145), voices, "en")), "bea")
    assert.strictEqual(idOf(nearest(wanted("female", 185), voices, "en")), "dora")
    assert.strictEqual(idOf(nearest(wanted("male", 190), voices, "en")), "carl")
    assert.strictEqual(idOf(nearest(wanted("male", 190), voices, "de")), "dora")
    assert.strictEqual(idOf(nearest(wanted("male", 190), voices, "fr")), undefined)
  })
})
