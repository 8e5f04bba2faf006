import * as TestKit from "@aethercast/cluster/TestKit"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Card, DynamicUi, LandingContent, landingSurface } from "../../src/agents/DynamicUi.ts"

const card = (name: string) =>
  new Card({
    topicId: TopicId.make(name),
    title: `All about ${name}`,
    teaser: "Twice a day.",
    sources: 2,
    tags: "sea · sky"
  })
const content = (fields: Partial<LandingContent>) =>
  new LandingContent({ cards: [], pending: 0, notice: "", ...fields })

const compose = (landing: LandingContent) => TestKit.runToEnd(DynamicUi.ask("compose", landing))

layer(DynamicUi.layer.pipe(Layer.provideMerge(TestKit.layer)))("DynamicUi", (it) => {
  it.effect("answers with the landing page, whose components all exist", () =>
    Effect.gen(function* () {
      const { components, root, surface } = yield* compose(content({}))
      assert.strictEqual(surface, landingSurface)
      const referenced = Object.values(components).flatMap((component) => {
        const children = "children" in component ? component.children : undefined
        return children === undefined ? [] : "template" in children ? [children.template] : children
      })
      assert.includeMembers(Object.keys(components), [root, ...referenced])
    }).pipe(TestKit.inRun("page"))
  )

  it.effect("has a card for each snippet, in order, whose cover may be missing", () =>
    Effect.gen(function* () {
      const painted = new Card({ ...card("sleep"), cover: "/media/1", coverAlt: "Waves" })
      const { data } = yield* compose(content({ cards: [card("tides"), painted] }))
      assert.deepStrictEqual(data["snippets"], {
        order: ["tides", "sleep"],
        byId: {
          tides: { ...card("tides"), cover: "", coverAlt: "" },
          sleep: { ...painted }
        }
      })
    }).pipe(TestKit.inRun("cards"))
  )

  it.effect("shows the progress while cards are pending", () =>
    Effect.gen(function* () {
      const { data } = yield* compose(content({ cards: [card("tides")], pending: 2 }))
      assert.deepInclude(data, {
        making: true,
        ready: 1,
        expected: 3,
        progressLabel: "1 of 3 written up"
      })
    }).pipe(TestKit.inRun("pending"))
  )

  it.effect("shows a notice only when there is one", () =>
    Effect.gen(function* () {
      const notice = "The sources cannot be reached."
      assert.deepInclude((yield* compose(content({ notice }))).data, { notice, hasNotice: true })
    }).pipe(TestKit.inRun("notice"))
  )

  it.effect("does not show a notice when there is none", () =>
    Effect.gen(function* () {
      assert.deepInclude((yield* compose(content({}))).data, { hasNotice: false, making: false })
    }).pipe(TestKit.inRun("none"))
  )
})
