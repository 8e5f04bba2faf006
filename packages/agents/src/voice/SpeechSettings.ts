import { type Effect, Schema, type Scope } from "effect"
import { GoogleSpeech } from "./GoogleSpeech.ts"
import * as GoogleSpeechProvider from "./GoogleSpeechProvider.ts"
import { SpeechEndpoint } from "./SpeechEndpoint.ts"
import type { SpeechProvider } from "./SpeechProvider.ts"
import * as SpeechServer from "./SpeechServer.ts"

/** Which provider speaks, and how it is reached. */
export const SpeechSettings = Schema.Union([SpeechEndpoint, GoogleSpeech])
export type SpeechSettings = typeof SpeechSettings.Type

export const connect = (
  settings: SpeechSettings
): Effect.Effect<SpeechProvider, never, Scope.Scope> =>
  settings._tag === "GoogleSpeech"
    ? GoogleSpeechProvider.make(settings)
    : SpeechServer.make(settings)
