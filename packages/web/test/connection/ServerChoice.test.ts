import { assert, describe, it } from "@effect/vitest"
import { ServerChoice } from "../../src/connection/ServerChoice.ts"

const own = "127.0.0.1:4300"
const choose = (...siblings: ReadonlyArray<number>) => {
  const choice = new ServerChoice(own)
  choice.setSiblings(siblings)
  return choice
}
/** The host and the pause of each of the next attempts, when all of them fail. */
const failures = (choice: ServerChoice, count: number) =>
  Array.from({ length: count }, () => {
    choice.leave(choice.current, false)
    return [choice.current.host, Math.round(choice.current.pauseMillis)]
  })

describe("the choice of a server", () => {
  it("tries the page's own server again at once, then less and less often, when it is the only one", () => {
    const choice = choose()
    choice.leave(choice.current, true)
    assert.deepStrictEqual(choice.current, { host: own, pauseMillis: 0 })
    assert.deepStrictEqual(
      failures(choice, 9).map(([, pause]) => pause),
      [100, 150, 225, 338, 506, 759, 1139, 1600, 1600]
    )
  })

  it("tries every server at once, the one that was left last, and pauses before it tries them again", () => {
    const choice = choose(4301, 4302)
    choice.leave(choice.current, true)
    assert.deepStrictEqual(choice.current, { host: "127.0.0.1:4301", pauseMillis: 0 })
    assert.deepStrictEqual(failures(choice, 6), [
      ["127.0.0.1:4302", 0],
      [own, 0],
      ["127.0.0.1:4301", 100],
      ["127.0.0.1:4302", 0],
      [own, 0],
      ["127.0.0.1:4301", 150]
    ])
  })

  it("starts over without a pause after a healthy connection, however often others broke before", () => {
    const choice = choose(4301)
    failures(choice, 20)
    choice.leave(choice.current, true)
    assert.strictEqual(choice.current.pauseMillis, 0)
    assert.deepStrictEqual(
      failures(choice, 2).map(([, pause]) => pause),
      [0, 100]
    )
  })

  it("moves one step for both sockets", () => {
    const choice = choose(4301, 4302)
    const left = choice.current
    choice.leave(left, true)
    choice.leave(left, true)
    assert.strictEqual(choice.current.host, "127.0.0.1:4301")
  })

  it("knows the servers that joined after the page was loaded, and forgets those that are gone", () => {
    const choice = new ServerChoice("[::1]:4300")
    choice.setSiblings([4301])
    choice.leave(choice.current, true)
    choice.setSiblings([4302])
    choice.leave(choice.current, true)
    assert.strictEqual(choice.current.host, "[::1]:4302")
    assert.deepStrictEqual(
      failures(choice, 2).map(([host]) => host),
      ["[::1]:4301", "[::1]:4300"]
    )
  })
})
