import { createHash } from "node:crypto"
import { HttpServerResponse } from "effect/http"

/** A page without a script, whose style is the given one, and nothing else. `body` is HTML. */
export const make = (options: {
  readonly title: string
  readonly style: string
  readonly body: string
  readonly status?: number
}): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    [
      `<!doctype html><html lang="en"><head><meta charset="utf-8">`,
      `<meta name="viewport" content="width=device-width, initial-scale=1">`,
      `<title>${escaped(options.title)}</title>`,
      `<style>${base}${options.style}</style></head><body><main>${options.body}</main></body></html>`
    ].join("\n"),
    {
      status: options.status ?? 200,
      contentType: "text/html; charset=utf-8",
      headers: {
        "cache-control": "no-cache",
        "content-security-policy": [
          "default-src 'none'",
          `style-src 'sha256-${createHash("sha256").update(`${base}${options.style}`).digest("base64")}'`,
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'"
        ].join("; ")
      }
    }
  )

const base = `
:root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif }
body { max-width: 45rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
`

/** Text as HTML, also within the quotes of an attribute. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
