import type { Episode } from "@aethercast/domain/Episode"
import { RangeNotSatisfiable } from "@aethercast/domain/Problems"
import { Effect } from "effect"
import { type HttpServerRequest, HttpServerRespondable, HttpServerResponse } from "effect/http"
import * as EntityTag from "./EntityTag.ts"

export const contentType = "audio/mpeg"

/**
 * The strong entity tag of the audio of an episode, from its first line on. It stays while lines are
 * appended: what was sent before remains the start of the file, so that a download can be resumed. It
 * changes when a line that may have been sent is dropped, or an aside begins before one.
 */
export const tagOf = ({ id, timeline: { dropped, lines } }: Episode): string => {
  // Only a line without audio is dropped as one that could not be spoken.
  const removed = dropped.filter(({ reason }) => reason !== "not-spoken")
  // The other lines of an aside follow its first one, where whoever gets there waits for them.
  const begun = lines.filter(
    ({ aside }, index) => aside !== undefined && lines[index - 1]?.aside !== aside
  )
  return EntityTag.of(JSON.stringify([id, ...[removed, begun].map((some) => some.map(idOf))]))
}

const idOf = ({ id }: { readonly id: string }) => id

/** What all responses with audio have in common. */
export const headers = (episode: Episode) => ({
  "accept-ranges": "bytes",
  "cache-control": "no-cache",
  ...fileName(episode)
})

/** The `Range` header, unless `If-Range` names another version of the file (RFC 9110, section 13.1.5). */
export const rangeHeader = (
  { headers, method }: HttpServerRequest.HttpServerRequest,
  tag: string
): string | undefined => {
  const isThisVersion = headers["if-range"] === undefined || headers["if-range"].trim() === tag
  return method === "GET" && isThisVersion ? headers["range"] : undefined
}

/** Refuses a range that starts after the bytes that there are. */
export const unsatisfiable = (size: number) =>
  Effect.map(
    HttpServerRespondable.toResponse(
      new RangeNotSatisfiable({ detail: `There are ${size} bytes.` })
    ),
    HttpServerResponse.setHeader("content-range", `bytes */${size}`)
  )

/** A file name for downloads, in any script (RFC 8187). */
const fileName = ({ title }: Episode) => {
  const name = encodeURIComponent(title.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`
  )
  return { "content-disposition": `inline; filename*=UTF-8''${name}.mp3` }
}
