import { Console, Effect, Runtime, Schema } from "effect"
import { harmless } from "./Words.ts"

/** What came of a command: for machines, and for people. */
export interface Report {
  readonly json: Schema.Json
  readonly lines: ReadonlyArray<string>
  /** Whether all that was asked is done. */
  readonly done: boolean
}

/** Not all that was asked could be done; the report has said what. */
export class NotDone extends Schema.TaggedError<NotDone>()("NotDone", {}) {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

export const found = (json: Schema.Json, lines: ReadonlyArray<string>): Report => ({
  json,
  lines,
  done: true
})

/** Goes to stdout; what is not done ends in exit code 1. */
export const tell = Effect.fnUntraced(function* (report: Report, asJson: boolean) {
  yield* Console.log(
    asJson ? JSON.stringify(report.json, null, 2) : report.lines.map(harmless).join("\n")
  )
  if (!report.done) return yield* new NotDone()
})
