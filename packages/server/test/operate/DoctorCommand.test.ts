import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as FakeProvider from "../../../agents/test/models/FakeProvider.ts"
import * as FakeGoogleSpeech from "../../../agents/test/voice/FakeGoogleSpeech.ts"
import * as FakeSpeechServer from "../../../agents/test/voice/FakeSpeechServer.ts"
import { examine } from "../../src/operate/DoctorCommand.ts"

const none = Option.none()

const writerOf = Effect.fnUntraced(function* (reply: FakeProvider.Reply) {
  const fake = yield* FakeProvider.start(reply)
  const endpoint = fake.endpoint()
  return {
    fake,
    models: Option.some(ModelSettings.single(endpoint))
  }
})

describe("doctor", () => {
  it.effect("without configuration it says what would change with some", () =>
    Effect.gen(function* () {
      const { done, lines } = yield* examine(none, none, none)
      assert.isTrue(done)
      assert.include(lines.join("\n"), "a running Ollama would write in other words")
      assert.include(lines.join("\n"), "SPEECH_BASE_URL would bring natural voices")
    })
  )

  it.effect("tries each provider once, with the smallest request", () =>
    Effect.gen(function* () {
      const { fake, models } = yield* writerOf({ text: ["Yes."] })
      const samples = FakeSpeechServer.speechLike(1, 24_000)
      const speech = yield* FakeSpeechServer.start({ wave: { samples, rate: 24_000 } })
      const { done, lines } = yield* examine(models, none, Option.some(speech.endpoint))
      assert.isTrue(done, lines.join("\n"))
      assert.match(lines[1] ?? "", /^writer +http:\S+ +gpt-test +works, answered in \d+ ms$/)
      assert.match(lines[2] ?? "", /^voice +http:\S+ +voice-1 +works, answered in \d+ ms$/)
      assert.strictEqual(fake.received.length, 1)
      assert.strictEqual(speech.received.length, 1)
    })
  )

  const findings: ReadonlyArray<readonly [reply: FakeProvider.Reply, words: string]> = [
    [{ status: 401 }, "refuses the key. Check OPENAI_API_KEY"],
    [{ status: 403 }, "may not use gpt-test"],
    [{ status: 404 }, "does not know gpt-test"],
    [{ status: 429, headers: { "retry-after": "30" } }, "wants 30 s of rest"],
    [
      { status: 429, body: { error: { code: "insufficient_quota", message: "" } } },
      "has no money or quota left"
    ],
    [{ status: 500 }, "has a problem of its own"],
    [{ resetAfter: [] }, "Nothing answers at http://127.0.0.1"],
    [{ events: ["<html>"] }, "does not speak OpenAI's protocol"],
    [{ text: [""] }, "gpt-test answered nothing"]
  ]
  for (const [reply, words] of findings) {
    it.effect(`says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { models } = yield* writerOf(reply)
        const report = yield* examine(models, none, none)
        assert.isFalse(report.done)
        assert.include(report.lines.join("\n"), words)
        assert.notInclude(JSON.stringify(report), "sk-test")
      })
    )
  }

  const googleFindings: ReadonlyArray<
    readonly [reply: FakeGoogleSpeech.Reply, works: boolean, words: string]
  > = [
    [{ samples: FakeSpeechServer.speechLike(1, FakeGoogleSpeech.rate) }, true, "works, answered"],
    [{ code: 16 }, false, "refuses the key in the file of GOOGLE_APPLICATION_CREDENTIALS"],
    [{ code: 7 }, false, "Are the Text-to-Speech API and billing on?"],
    [{ code: 3 }, false, "has no such voice"],
    [{ code: 8, retryAfterSeconds: 30 }, false, "wants 30 s of rest"]
  ]
  for (const [reply, works, words] of googleFindings) {
    it.effect(`of Google's voice says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { settings } = yield* FakeGoogleSpeech.start(reply)
        const report = yield* examine(none, none, Option.some(settings))
        assert.strictEqual(report.done, works)
        assert.include(report.lines.join("\n"), words)
        assert.match(report.lines.join("\n"), /voice +http:\S+ +Aoede /)
      })
    )
  }
})
