import { Episode } from "@aethercast/domain/Episode"
import { assert, describe, it } from "@effect/vitest"
import { sharedPage } from "../../src/http/SharedPage.ts"
import { complete } from "./TestApi.ts"

const page = (episode: Episode) =>
  sharedPage("<head><title>Aethercast</title></head>", episode, "https://casts.example")

describe("the page of an episode where it is shared", () => {
  it("has its cover with the alternative text", () => {
    const html = page(new Episode({ ...complete, cover: "/media/1", coverAlt: 'A "wave" & more' }))
    assert.include(html, '<meta property="og:image" content="https://casts.example/media/1" />')
    assert.match(html, /og:image:alt" content="A &quot;wave&quot; &amp; more"/)
  })

  it("has none while there is none", () => {
    assert.notInclude(page(complete), "og:image")
  })
})
