import { Api } from "@aethercast/domain/Api"
import { Record } from "effect"
import { HttpRouter } from "effect/http"
import { OpenApi } from "effect/http-api"
import { escaped, make } from "./HtmlPage.ts"

/** `/docs`: the API for people, written from its OpenAPI description. It has no script. */
export const layer = HttpRouter.use((router) =>
  router.add("GET", "/docs", page(OpenApi.fromApi(Api)))
)

const style = `
section { margin: 2rem 0; border-top: 1px solid #8886 }
pre { overflow: auto; max-height: 20rem; padding: 1rem; background: #8881 }
td { padding: 0 1rem 0 0; vertical-align: top }
`

const page = ({ components, info, paths }: OpenApi.OpenAPISpec) =>
  make({
    title: `${info.title} API`,
    style,
    body: [
      `<h1>${escaped(info.title)} API</h1><p>${escaped(info.description ?? "")}`,
      ` Errors are problem documents (RFC 9457). For programs: <a href="/api/openapi.json">OpenAPI</a>.</p>`,
      ...Object.entries(paths).flatMap(([path, { delete: remove, get, patch, post, put }]) =>
        Object.entries({ get, post, put, patch, delete: remove }).flatMap(([method, operation]) =>
          operation === undefined ? [] : [section(method, path, operation)]
        )
      ),
      `<h2>Schemas</h2>`,
      ...Record.toEntries(components.schemas).map(
        ([name, schema]) =>
          `<details id="${escaped(name)}"><summary>${escaped(name)}</summary>${json(schema)}</details>`
      )
    ].join("\n")
  })

const section = (
  method: string,
  path: string,
  { description, parameters, requestBody, responses, summary }: OpenApi.OpenAPISpecOperation
): string =>
  [
    `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>`,
    `<p><strong>${escaped(summary ?? "")}.</strong> ${escaped(description ?? "")}</p>`,
    ...parameters.map(({ name, schema }) => `<p>${escaped(name)}</p>${json(schema)}`),
    ...Object.entries(requestBody?.content ?? {}).map(
      ([type, { schema }]) => `<p>Body, as ${escaped(type)}:</p>${json(schema)}`
    ),
    `<table>${Object.entries(responses).map(response).join("")}</table></section>`
  ].join("\n")

const response = ([status, { content, description }]: [string, OpenApi.OpenApiSpecResponse]) =>
  `<tr><td>${status}</td><td>${escaped(description)}</td><td>${Object.entries(content ?? {})
    .map(([type, { schema }]) => `${escaped(type)} ${reference(schema)}`)
    .join("<br>")}</td></tr>`

/** A link to a schema that has a name; others are shown. */
const reference = (schema: object): string => {
  const name = "$ref" in schema ? String(schema.$ref).split("/").at(-1) : undefined
  return name === undefined ? json(schema) : `<a href="#${escaped(name)}">${escaped(name)}</a>`
}

/** Quotes need no escape in text, and escaped they would be a third of the page. */
const json = (schema: object): string =>
  `<pre>${escaped(JSON.stringify(schema, undefined, 1)).replaceAll("&quot;", '"')}</pre>`
