import { hash } from "node:crypto"
import { Effect, Schema } from "effect"

/** Bytes of an input or an answer as JSON: both are stored, and travel between nodes. */
export const maxValueBytes = 1_000_000

/** Bytes of one output of a task. */
export const maxOutputBytes = 1024 * 1024

/** A value is too large. Always a defect: store it elsewhere and pass its name. */
export class ValueTooLarge extends Schema.TaggedError<ValueTooLarge>()("ValueTooLarge", {
  task: Schema.String,
  value: Schema.Literals(["input", "answer", "output"]),
  bytes: Schema.Int,
  limit: Schema.Int
}) {}

/** Dies with `ValueTooLarge` when the value, as JSON, is larger than it may be. */
export const checkSize = (task: string, value: "input" | "answer", text: string) =>
  Effect.suspend(() => {
    const bytes = Buffer.byteLength(text)
    return bytes > maxValueBytes
      ? Effect.die(new ValueTooLarge({ task, value, bytes, limit: maxValueBytes }))
      : Effect.void
  })

/** 128 bits of the SHA-256 of a value's JSON: enough to tell any two inputs apart. */
export const hashOf = (text: string): string => hash("sha256", text).slice(0, 32)
