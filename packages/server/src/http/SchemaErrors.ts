import { UnknownPodcast } from "@aethercast/domain/Problems"
import { Effect, SchemaIssue } from "effect"
import { HttpServerRespondable } from "effect/http"
import { HttpApiError, HttpApiMiddleware } from "effect/http-api"

/** Answers a request that does not fit its schema with a problem document that names each wrong field. */
export const layer = HttpApiMiddleware.layerSchemaErrorTransform(
  HttpApiMiddleware.ProblemDetails,
  (error) => {
    switch (error.kind) {
      // The only parameter of a path is the id of a podcast.
      case "Params":
        return HttpServerRespondable.toResponse(
          new UnknownPodcast({ detail: "No podcast has this id." })
        )
      // Our own response does not fit its schema.
      case "Body":
      case "ResponseHeaders":
        return Effect.die(error)
      default: {
        const errors = issues(error.cause.issue)
        const detail = errors
          .map(({ message, path }) => [path.join("."), message].filter(Boolean).join(": "))
          .join("; ")
        return Effect.fail(new HttpApiError.BadRequestProblem({ detail, errors }))
      }
    }
  }
)

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The first ten: a body may have thousands of wrong fields. */
const issues = (issue: SchemaIssue.Issue) =>
  format(issue)
    .issues.slice(0, 10)
    .map(({ message, path = [] }) => ({ path: path.map(segment), message }))

const segment = (part: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof part === "object" ? part.key : part).slice(0, 100)
