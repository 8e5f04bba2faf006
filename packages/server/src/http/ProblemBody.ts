import { STATUS_CODES } from "node:http"
import { Option } from "effect"
import { HttpBody, type HttpServerRequest, HttpServerResponse, ProblemDetails } from "effect/http"

/** The largest body of a request, in bytes. */
export const maxRequestBytes = 64 * 1024

/**
 * Gives an error response without a body, such as 404 for an unknown route, a problem document
 * (RFC 9457). Other responses stay as they are.
 */
export const addProblem = (
  request: HttpServerRequest.HttpServerRequest,
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse => {
  const { status } = response
  // The body of HttpApi's 415 is plain text.
  const hasBody = response.body._tag !== "Empty" && status !== 415
  if (status < 400 || hasBody) return response
  const problem = {
    type: ProblemDetails.blankType,
    title: STATUS_CODES[status] ?? "Error",
    status,
    ...Option.match(detail(request, response), {
      onNone: () => ({}),
      onSome: (detail) => ({ detail })
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
      return Option.some(`${method} is not allowed here; ${headers["allow"] ?? ""} is.`)
    case 413:
      return Option.some(
        url.startsWith("/api/v1/documents")
          ? "A document may have at most 20 MB."
          : `The body of a request may have at most ${maxRequestBytes} bytes.`
      )
    case 415:
      return Option.some("Send JSON, as content-type: application/json.")
    case 421:
      return Option.some(
        "This server has no such name. Its operator can add it with --public-host."
      )
    case 426:
      return Option.some("This server upgrades connections to WebSockets only.")
    case 429:
      return Option.some("There were too many requests from this address. Try again in a while.")
    case 500:
      return Option.some("The server failed. Nothing may be wrong with the request.")
    default:
      return Option.none()
  }
}
