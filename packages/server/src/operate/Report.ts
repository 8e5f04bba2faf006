import { Console, Effect, Runtime, Schema } from "effect"
import { withoutControls } from "./TextFormat.ts"

/** The result of a command, for machines and for people. */
export interface Report {
  readonly json: Schema.Json
  readonly lines: ReadonlyArray<string>
  /** Whether everything that was asked for has been done. */
  readonly done: boolean
}

/** Ends the process with exit code 1; the report has said what was not done. */
export class NotDone extends Schema.TaggedError<NotDone>()("NotDone", {}) {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

export const done = (json: Schema.Json, lines: ReadonlyArray<string>): Report => ({
  json,
  lines,
  done: true
})

/** Prints to stdout, and fails when not everything was done. */
export const print = Effect.fnUntraced(function* (report: Report, asJson: boolean) {
  yield* Console.log(
    asJson ? JSON.stringify(report.json, null, 2) : report.lines.map(withoutControls).join("\n")
  )
  if (!report.done) return yield* new NotDone()
})
