import { looksForeign } from "@aethercast/agents/relevance/ForeignWords"
import { assert, describe, it } from "@effect/vitest"

describe("ForeignWords", () => {
  it.each([
    "Die Geschichte des Kaffees",
    "pourquoi rêvons-nous",
    "コーヒーの歴史",
    "как спят люди"
  ])("%s is not English", (words) => assert.isTrue(looksForeign(words)))
  it.each(["The history of chess", "why do I dream", "asdf qwer", "1066", "!!!"])(
    "%s may be English",
    (words) => assert.isFalse(looksForeign(words))
  )
})
