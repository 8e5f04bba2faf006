import { Line } from "@aethercast/domain/Script"
import { Effect, Schema } from "effect"

/** A line as the output of a task. */
const Json = Schema.fromJsonString(Schema.toCodecJson(Line))

export const encode = (line: Line): Effect.Effect<Uint8Array> =>
  Schema.encodeEffect(Json)(line).pipe(
    Effect.map((json) => new TextEncoder().encode(json)),
    Effect.orDie
  )

export const decode = (bytes: Uint8Array): Effect.Effect<Line> =>
  Effect.orDie(Schema.decodeEffect(Json)(new TextDecoder().decode(bytes)))
