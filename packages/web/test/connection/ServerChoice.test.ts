import { assert, describe, it } from "@effect/vitest"
import { ServerChoice } from "../../src/connection/ServerChoice.ts"

describe("the choice of a server", () => {
  it("stays at the page's own server when that is the only one", () => {
    const choice = new ServerChoice("127.0.0.1:4300")
    choice.leave("127.0.0.1:4300")
    assert.strictEqual(choice.current, "127.0.0.1:4300")
  })

  it("goes through all servers, one step for both sockets", () => {
    const choice = new ServerChoice("127.0.0.1:4300")
    choice.setSiblings([4301, 4302])
    for (const next of [4301, 4302, 4300]) {
      const left = choice.current
      choice.leave(left)
      choice.leave(left)
      assert.strictEqual(choice.current, `127.0.0.1:${next}`)
    }
  })

  it("keeps the siblings that the page was loaded with, which are all that it may connect to", () => {
    const choice = new ServerChoice("[::1]:4300")
    choice.setSiblings([4301])
    choice.setSiblings([4302])
    choice.leave(choice.current)
    assert.strictEqual(choice.current, "[::1]:4301")
  })
})
