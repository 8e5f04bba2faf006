import type { HttpServerRequest } from "effect/http"

/** The address of this server as the client of a request knows it, without a slash at its end. */
export const originOf = ({
  headers
}: Pick<HttpServerRequest.HttpServerRequest, "headers">): string => {
  const scheme = headers["x-forwarded-proto"]?.split(",")[0]?.trim().toLowerCase()
  return `${scheme === "https" ? "https" : "http"}://${headers["host"] ?? "localhost"}`
}
