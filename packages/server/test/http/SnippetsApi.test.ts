import { landingPage, LandingContent, landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import { Api } from "@aethercast/domain/Api"
import { UiDefinition } from "@aethercast/domain/UiDefinition"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { HttpServer } from "effect/http"
import { HttpApiTest } from "effect/http-api"
import { TestClock } from "effect/testing"
import * as SchemaErrors from "../../src/http/SchemaErrors.ts"
import * as SnippetsApi from "../../src/http/SnippetsApi.ts"
import { SurfacesLayer, testApi } from "./TestApi.ts"
import { ask, served, text } from "./TestServer.ts"

const path = "/api/v1/snippets"

const publish = (slot: string) =>
  Effect.gen(function* () {
    const surface = (yield* SurfaceEntity.client)(landingSurface)
    const content = new LandingContent({ cards: [], pending: 3, notice: "" })
    yield* surface.Publish({
      definition: landingPage(content),
      workflowId: WorkflowId.make(`landing:${slot}`)
    })
  })

const Landing = Schema.fromJsonString(
  Schema.Struct({ workflowId: Schema.String, definition: Schema.toCodecJson(UiDefinition) })
)

it.live("the landing page comes with the workflow that published it last", () =>
  Effect.gen(function* () {
    yield* publish("one")
    yield* publish("two")
    const answer = yield* ask(path)
    assert.strictEqual(answer.status, 200)
    const { definition, workflowId } = yield* Schema.decodeEffect(Landing)(text(answer))
    assert.strictEqual(workflowId, "landing:two")
    assert.strictEqual(definition.surface, "landing")
    assert.strictEqual(definition.version, 1)
  }).pipe(Effect.provide(served(testApi())))
)

it.live("the first request waits for the first page", () =>
  Effect.gen(function* () {
    const asked = yield* Effect.forkChild(ask(path), { startImmediately: true })
    yield* publish("first")
    const answer = yield* Fiber.join(asked)
    assert.include(text(answer), '"workflowId":"landing:first"')
  }).pipe(Effect.provide(served(testApi())))
)

it.effect("a request for a page that does not come fails after a while", () =>
  Effect.gen(function* () {
    const client = yield* HttpApiTest.groups(Api, ["snippets"])
    const asked = yield* Effect.forkChild(Effect.flip(client.snippets.landing()))
    const failure = yield* Effect.raceFirst(
      Fiber.join(asked),
      Effect.forever(TestClock.adjust("1 second"))
    )
    assert.strictEqual(failure._tag, "NotReady")
    assert.strictEqual(failure.message, "The first topics are still being looked for.")
  }).pipe(
    Effect.provide(
      SnippetsApi.layer.pipe(
        Layer.provide(SurfacesLayer),
        Layer.provideMerge([SchemaErrors.layer, HttpServer.layerServices])
      )
    )
  )
)
