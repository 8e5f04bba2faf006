import * as Casting from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer, Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { OpeningRequest, ScriptWriter } from "@aethercast/agents/writing/ScriptWriter"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { DateTime, Effect, Option, Stream } from "effect"

/**
 * Writes and speaks an opening that nobody hears. It compiles the code and loads the voice, so that the
 * first listener after a start waits no longer than others. It never fails.
 */
export const warmUp = Effect.gen(function* () {
  const writer = yield* ScriptWriter
  const configured = yield* SpeechSynthesizer
  // A provider is paid for what it speaks; the voice that stands in for it is not.
  const voice = configured.standIn ?? configured
  const cast = Option.getOrElse(Casting.cast(voice.voices, "en", 2), () => Casting.defaultCast)
  const topic = new Topic({
    id: TopicId.make("warm-up"),
    title: "A first breath",
    summary: "",
    tags: [],
    publishedAt: yield* DateTime.now,
    sources: []
  })
  const lines = yield* writer.opening(
    new OpeningRequest({ snippet: unreadSnippet(topic), style: "conversation", seconds: 15 })
  )
  yield* Effect.forEach(
    lines,
    ({ pauseMillis, speaker, text }) =>
      Stream.runDrain(
        voice.speak(
          new Utterance({ pauseMillis, text, voice: cast[speaker] ?? cast.host, language: "en" })
        )
      ),
    { discard: true }
  )
}).pipe(Effect.timeout("10 seconds"), Effect.ignoreCause, Effect.withSpan("WarmUp"))
