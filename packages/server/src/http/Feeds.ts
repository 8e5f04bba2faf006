import { createHash } from "node:crypto"
import { feed } from "@aethercast/domain/PodcastFeed"
import { Effect, Option } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { OrderHistory } from "../listening/OrderHistory.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as EntityTag from "./EntityTag.ts"
import { originOf } from "./RequestOrigin.ts"

/** The newest episodes that a feed has. */
const maxEpisodes = 100

/** `/feeds/<token>.xml`: the episodes of a session, for podcast players. Its token is a secret of its own. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const sessions = yield* Sessions
    const history = yield* OrderHistory
    yield* router.add(
      "GET",
      "/feeds/:file",
      Effect.fnUntraced(function* (request) {
        const { file = "" } = yield* HttpRouter.params
        const token = /^([0-9a-f]{40})\.xml$/.exec(file)?.[1]
        const session = token === undefined ? Option.none() : yield* sessions.ofFeed(token)
        if (Option.isNone(session)) return HttpServerResponse.empty({ status: 404 })
        const { episodes } = yield* history.list(session.value, { limit: maxEpisodes })
        const path = `/feeds/${file}`
        const origin = originOf(request)
        const xml = feed(episodes, { origin, path, guid: guidOf(origin + path) })
        return EntityTag.tagged(
          request,
          EntityTag.of(xml),
          HttpServerResponse.text(xml, {
            contentType: "application/rss+xml; charset=utf-8",
            headers: { "cache-control": "private, no-cache" }
          })
        )
      })
    )
  })
)

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md: a UUID, version 5. */
const guidOf = (address: string): string => {
  const namespace = Buffer.from("ead4c236bf5858c6a2c6a6b28d128cb6", "hex")
  const hash = createHash("sha1")
    .update(namespace)
    .update(address.replace(/^https?:\/\//, ""))
    .digest()
    .subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString("hex")
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20)
  ].join("-")
}
