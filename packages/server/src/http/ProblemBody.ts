import { STATUS_CODES } from "node:http"
import { Option } from "effect"
import { HttpBody, type HttpServerRequest, HttpServerResponse, ProblemDetails } from "effect/http"

/** Bytes that the body of a request may have. */
export const mostBytes = 64 * 1024

/**
 * An error of the HTTP layer itself, which has no words yet, as a problem document (RFC 9457): no such
 * route, a body too large, a defect. Other responses stay as they are.
 */
export const explained = (
  request: HttpServerRequest.HttpServerRequest,
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse => {
  const { status } = response
  // HttpApi answers 415 in plain text.
  const hasWords = response.body._tag !== "Empty" && status !== 415
  if (status < 400 || hasWords) return response
  const problem = {
    type: ProblemDetails.blankType,
    title: STATUS_CODES[status] ?? "Error",
    status,
    ...Option.match(detail(request, response), {
      onNone: () => ({}),
      onSome: (words) => ({ detail: words })
    })
  }
  return HttpServerResponse.setBody(
    response,
    HttpBody.text(JSON.stringify(problem), ProblemDetails.contentType)
  )
}

const detail = (
  { method, url }: HttpServerRequest.HttpServerRequest,
  { headers, status }: HttpServerResponse.HttpServerResponse
): Option.Option<string> => {
  switch (status) {
    case 403:
      return Option.some("This request came from a page of another site.")
    case 404:
      return Option.some(`There is nothing at ${url.split("?")[0]?.slice(0, 200) ?? ""}.`)
    case 405:
      return Option.some(`${method} is not possible here; ${headers["allow"] ?? ""} is.`)
    case 413:
      return Option.some(`The body of a request may have at most ${mostBytes} bytes.`)
    case 415:
      return Option.some("Send JSON, as content-type: application/json.")
    case 500:
      return Option.some("Something went wrong on this side. The request may well be right.")
    default:
      return Option.none()
  }
}
