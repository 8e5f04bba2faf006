import { Schema } from "effect"

/** The options of `--reason WORDS`, which the ledger keeps. */
export const options = {
  metavar: "WORDS",
  description: "Why; recorded in the ledger",
  schema: Schema.NonEmptyString.check(Schema.isMaxLength(500)),
  expected: "1 to 500 characters"
}
