import { UnknownPodcast } from "@aethercast/domain/Problems"
import { Effect, SchemaIssue } from "effect"
import { HttpServerRespondable } from "effect/http"
import { HttpApiError, HttpApiMiddleware } from "effect/http-api"

/** Tells in words what is wrong with a request, field by field. */
export const layer = HttpApiMiddleware.layerSchemaErrorTransform(
  HttpApiMiddleware.ProblemDetails,
  (error) => {
    switch (error.kind) {
      // The paths have one parameter only: an id that cannot be one names nothing.
      case "Params":
        return HttpServerRespondable.toResponse(
          new UnknownPodcast({ detail: "No podcast has this id." })
        )
      // An answer of our own that fits no schema of ours.
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
