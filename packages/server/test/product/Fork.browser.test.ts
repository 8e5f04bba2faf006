/// <reference lib="dom" />
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import * as Browser from "./Browser.ts"
import * as Listener from "./Listener.ts"
import * as Scene from "./Scene.ts"
import * as Stored from "./Stored.ts"

let scene: Scene.Scene

beforeAll(async () => {
  scene = await Scene.open()
})

afterAll(() => scene[Symbol.asyncDispose]())

const visit = (use: (page: Browser.Page) => Promise<void>) =>
  Browser.visit(scene.browser, scene.product.origin, use)

/** The lines of an episode, as the page knows them. */
const timeline = (page: Browser.Page) =>
  page.evaluate(() =>
    (window.aethercast.timeline()?.lines ?? []).map(({ chapter, clip, id, text }) => ({
      chapter,
      id,
      text,
      clip: clip?.id
    }))
  )

/** The steps that an episode's run asked its voice and its writer for. */
const steps = (episode: string) =>
  Stored.ask(
    scene.data,
    SqlClient.SqlClient.use((sql) =>
      SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({ task_id: Schema.String }),
        execute: (id) => sql`
          SELECT task_id FROM aethercast_task_instances WHERE workflow_id = ${id}
        `
      })(`episode:${episode}`)
    ).pipe(Effect.map((rows) => rows.map(({ task_id }) => task_id.split("/").slice(1).join("/"))))
  )

describe("another version of an episode", () => {
  it("shares what comes before a chapter, tells the rest anew, and outlives the first one", async () => {
    await visit(async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      const original = await Listener.listen(page)
      await Listener.complete(page)
      const before = await timeline(page)
      const shared = before.filter(({ chapter }) => chapter < 2)
      const again = before.filter(({ chapter }) => chapter === 2)

      await page
        .getByLabel(/^Another version from /)
        .nth(1)
        .click()
      await page.getByRole("button", { name: "This chapter again" }).click()
      await page.waitForURL((url) => !url.pathname.includes(original))
      const fork = Listener.episode(page)
      await Listener.complete(page)
      const after = await timeline(page)
      assert.deepStrictEqual(after.slice(0, shared.length), shared)
      const own = after.slice(shared.length)
      assert.isAbove(own.length, 2)
      for (const { text } of again) {
        if (text.length > 60)
          assert.notInclude(
            own.map((line) => line.text),
            text
          )
      }
      // It plays from its own part on.
      const start = await Listener.startOf(page, own[0]?.id ?? "")
      await Listener.passed(page, start + 1)

      // Nothing of what it shares was written or spoken a second time.
      const asked = await steps(fork)
      assert.notInclude(asked, "opening")
      assert.notInclude(asked, "harvest")
      for (const { id } of shared) assert.notInclude(asked, `voice/${id}`)
      assert.include(asked, `voice/${own[0]?.id}`)

      const mp3 = async (id: string) =>
        (await page.request.get(`/api/v1/podcasts/${id}/audio.mp3`)).body()
      const whole = await mp3(fork)
      const removed = await page.request.delete(`/api/v1/podcasts/${original}`, {
        headers: { origin: scene.product.origin }
      })
      assert.strictEqual(removed.status(), 204)
      assert.isTrue((await mp3(fork)).equals(whole))
    })
  })

  it("can be ordered over HTTP by the session of the first one only", async () => {
    await visit(async (page) => {
      await Browser.topics(page)
      await Browser.chooseLength(page, "1 min")
      const original = await Listener.listen(page)
      await Listener.complete(page)
      const order = (data: unknown, headers: Record<string, string> = {}) =>
        page.request.post(`/api/v1/podcasts/${original}/forks`, {
          data,
          headers: { origin: scene.product.origin, ...headers }
        })
      const key = { "idempotency-key": "deeper" }
      const first = await order({ chapter: 1, change: "deeper" }, key)
      assert.strictEqual(first.status(), 202)
      const repeated = await order({ chapter: 1, change: "deeper" }, key)
      assert.deepStrictEqual(await repeated.json(), await first.json())
      assert.strictEqual((await order({ chapter: 9 })).status(), 404)
      assert.strictEqual((await order({ chapter: 0 })).status(), 400)
      const stranger = await scene.browser.newContext()
      const other = await stranger.request.post(
        `${scene.product.origin}/api/v1/podcasts/${original}/forks`,
        { data: { chapter: 1 } }
      )
      assert.strictEqual(other.status(), 401)
      await stranger.close()
    })
  })
})
