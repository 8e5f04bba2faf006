import { Line, Outline, Segment } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import { Effect, Schema } from "effect"
import {
  AsideRequest,
  NothingToAdd,
  OutlineRequest,
  SegmentRequest,
  SnippetRequest,
  TooLittleMaterial,
  WritingFailed
} from "./ScriptWriter.ts"

/** A call of `ScriptWriter` on its way to a worker thread and back: both values are plain data. */
const call = <I, IE, A, AE, E, EE>(schemas: {
  readonly request: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
}) => {
  const request = Schema.toCodecJson(schemas.request)
  const exit = Schema.toCodecJson(Schema.Exit(schemas.success, schemas.error, Schema.Defect()))
  const encodeRequest = Schema.encodeEffect(request)
  const decodeRequest = Schema.decodeUnknownEffect(request)
  const encodeExit = Schema.encodeEffect(exit)
  const decodeExit = Schema.decodeUnknownEffect(exit)
  return {
    /** In the main thread. */
    send: <E2>(input: I, ask: (encoded: unknown) => Effect.Effect<unknown, E2>) =>
      Effect.orDie(encodeRequest(input)).pipe(
        Effect.flatMap(ask),
        Effect.flatMap((answer) => Effect.orDie(decodeExit(answer))),
        Effect.flatten
      ),
    /** In the worker. */
    serve: (write: (input: I) => Effect.Effect<A, E>) => (encoded: unknown) =>
      decodeRequest(encoded).pipe(
        Effect.orDie,
        Effect.flatMap(write),
        Effect.exit,
        Effect.flatMap(encodeExit),
        Effect.orDie
      )
  }
}

export const calls = {
  snippet: call({
    request: SnippetRequest,
    success: Snippet,
    error: Schema.Union([WritingFailed, TooLittleMaterial])
  }),
  outline: call({
    request: OutlineRequest,
    success: Outline,
    error: Schema.Union([WritingFailed, TooLittleMaterial])
  }),
  segment: call({ request: SegmentRequest, success: Segment, error: WritingFailed }),
  aside: call({
    request: AsideRequest,
    success: Schema.Array(Line),
    error: Schema.Union([WritingFailed, NothingToAdd])
  })
}

/** What is sent to the worker. */
export interface WorkerCall {
  readonly method: keyof typeof calls
  readonly request: unknown
}
