import { Cause, Formatter, Predicate } from "effect"

/**
 * What ended a run, for the ledger: the tag and the message of a typed error, or its fields if it has no
 * message; a stack trace only of a defect that is none. At most 2,000 characters.
 */
export const failureText = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return (isTyped(error) ? textOf(error) : Cause.pretty(cause)).slice(0, 2000)
}

type TypedError = Error & { readonly _tag: string }

const isTyped = (error: unknown): error is TypedError =>
  Predicate.isError(error) && Predicate.hasProperty(error, "_tag") && Predicate.isString(error._tag)

const textOf = (error: TypedError): string => {
  const { _tag, message, ...fields } = error
  const details = message === "" ? Object.entries(fields).map(field).join(", ") : message
  return details === "" ? _tag : `${_tag}: ${details}`
}

const field = ([name, value]: [string, unknown]): string =>
  `${name} ${typeof value === "string" ? value : Formatter.formatJson(value)}`
