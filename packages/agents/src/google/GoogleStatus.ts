import { Option, Schema } from "effect"

/** What a gRPC status means to supervision. The reasons are those of all providers. */
export type GoogleStatus =
  | {
      readonly _tag: "Unavailable"
      readonly reason: "RateLimited" | "ServerError" | "BrokeOff"
      /** Google asked for no further request before that. */
      readonly retryAfterMillis: number | undefined
    }
  | { readonly _tag: "Rejected"; readonly reason: "KeyRefused" | "Forbidden" | "RequestInvalid" }

/** The status in an error of Google's packages. Its message is not read, since it may repeat the key. */
export const ofError = (error: unknown): GoogleStatus => {
  const { code, statusDetails } = Option.getOrElse(decodeError(error), () => noStatus)
  const rejection = rejections.get(code)
  if (rejection !== undefined) return { _tag: "Rejected", reason: rejection }
  return {
    _tag: "Unavailable",
    reason: faults.get(code) ?? "BrokeOff",
    retryAfterMillis: Option.getOrUndefined(retryAfter(statusDetails))
  }
}

const decodeError = Schema.decodeUnknownOption(
  Schema.Struct({
    code: Schema.Int,
    statusDetails: Schema.optional(Schema.Array(Schema.Unknown))
  })
)
const noStatus = { code: 0, statusDetails: undefined }

// The numbers: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const rejections: ReadonlyMap<number, "KeyRefused" | "Forbidden" | "RequestInvalid"> = new Map([
  [3, "RequestInvalid"], // INVALID_ARGUMENT
  [5, "RequestInvalid"], // NOT_FOUND
  [7, "Forbidden"], // PERMISSION_DENIED
  [9, "RequestInvalid"], // FAILED_PRECONDITION
  [11, "RequestInvalid"], // OUT_OF_RANGE
  [12, "RequestInvalid"], // UNIMPLEMENTED
  [16, "KeyRefused"] // UNAUTHENTICATED
])
const faults: ReadonlyMap<number, "RateLimited" | "ServerError"> = new Map([
  [2, "ServerError"], // UNKNOWN
  [8, "RateLimited"], // RESOURCE_EXHAUSTED
  [10, "ServerError"], // ABORTED
  [13, "ServerError"], // INTERNAL
  [15, "ServerError"] // DATA_LOSS
])

/** Of a google.rpc.RetryInfo among the details; an hour at most. */
const retryAfter = (details: ReadonlyArray<unknown> = []): Option.Option<number> =>
  Option.firstSomeOf(details.map((detail) => decodeRetryInfo(detail))).pipe(
    Option.map(({ retryDelay: { nanos, seconds } }) => Number(seconds) * 1000 + nanos / 1e6),
    Option.filter((millis) => Number.isFinite(millis) && millis >= 0),
    Option.map((millis) => Math.min(millis, 3_600_000))
  )

const decodeRetryInfo = Schema.decodeUnknownOption(
  Schema.Struct({
    // The seconds are a Long of protobufjs.
    retryDelay: Schema.Struct({ seconds: Schema.Unknown, nanos: Schema.Finite })
  })
)
