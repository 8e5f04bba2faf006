import { cast, languages, nearest, type OfferedVoice } from "@aethercast/agents/voice/Casting"
import { Voice } from "@aethercast/domain/Voice"
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

const idOf = (voice: Option.Option<Voice>) => Option.getOrUndefined(voice)?.id

describe("Casting", () => {
  it("gives the hosts voices of different gender", () => {
    const { guest, host } = Option.getOrThrow(cast(voices, "en"))
    assert.deepStrictEqual([host.id, guest.id], ["ann", "carl"])
  })

  it("gives them different voices of one gender, or the same one, where there are no others", () => {
    const { guest, host } = Option.getOrThrow(cast(voices, "de"))
    assert.deepStrictEqual([host.id, guest.id], ["ann", "dora"])
    assert.strictEqual(Option.getOrThrow(cast(voices.slice(1, 2), "en")).guest.id, "bea")
  })

  it("casts no voice for a language that none speaks", () => {
    assert.deepStrictEqual(cast(voices, "fr"), Option.none())
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
