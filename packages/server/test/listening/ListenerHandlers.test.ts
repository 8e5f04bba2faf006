import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { Followed } from "@aethercast/domain/Follow"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { Build } from "../../src/http/Build.ts"
import { SiblingServers } from "../../src/http/SiblingServers.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"
import { LandingScheduler } from "../../src/listening/LandingScheduler.ts"
import { ListenerHandlersLayer } from "../../src/listening/ListenerHandlers.ts"
import { ListeningPositions } from "../../src/listening/ListeningPositions.ts"
import { Providers } from "../../src/listening/Providers.ts"
import { SurfaceClient } from "../../src/listening/SurfaceClient.ts"
import { complete, testEpisodes, testOrders } from "../http/TestApi.ts"
import { bearer, testSessions } from "../sessions/TestSessions.ts"

/** Every position that is saved is the latest of its session. */
const PositionsLayer = Layer.sync(ListeningPositions, () => {
  const saved = new Map<string, ListeningPosition>()
  return ListeningPositions.of({
    latest: (session) => Effect.sync(() => Option.fromNullishOr(saved.get(session))),
    save: (session, position) => Effect.sync(() => saved.set(session, position))
  })
})

const HandlersLayer = ListenerHandlersLayer.pipe(
  Layer.provide([
    testEpisodes(),
    testSessions,
    testOrders,
    SiblingServers.layerNone,
    PositionsLayer,
    Layer.succeed(
      HeardEpisodes,
      HeardEpisodes.of({ find: () => Effect.succeed([]), add: () => Effect.void })
    ),
    Layer.succeed(Build, Build.of({ id: "tested" })),
    Layer.succeed(LandingScheduler, LandingScheduler.of({ refresh: Effect.void })),
    Layer.succeed(Providers, Providers.of({ all: Effect.succeed([]) })),
    Layer.succeed(SurfaceClient, SurfaceClient.of({ watch: () => Stream.empty }))
  ])
)

const requestWith = (id: EpisodeRequest["id"]) =>
  new EpisodeRequest({
    id,
    subject: Subject.cases.Words.make({ words: "tides" }),
    lengthSeconds: 60,
    style: "story"
  })

const position = new ListeningPosition({
  episodeId: complete.id,
  cursor: new Cursor({ line: LineId.make("1.1"), frame: 2 })
})

const aTopic = {
  followed: Followed.cases.Topic.make({ words: "tides" }),
  lengthSeconds: 60,
  style: "story",
  language: "en",
  timeZone: "UTC"
} as const

const deeper = { id: CommandId.make("command1"), kind: "deeper" } as const

layer(HandlersLayer)("calls of the page", (it) => {
  it.effect("that belong to a session fail without one", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      const refusals = [
        yield* Effect.flip(client.Hello()),
        yield* Effect.flip(client.StartEpisode({ request: requestWith(complete.id) })),
        yield* Effect.flip(client.Steer({ episodeId: complete.id, command: deeper })),
        yield* Effect.flip(client.MyEpisodes({})),
        yield* Effect.flip(client.MyFollows()),
        yield* Effect.flip(client.Follow(aTopic)),
        yield* Effect.flip(client.DeleteEpisode({ episodeId: complete.id })),
        yield* Effect.flip(client.Report({ position, playing: true, heard: [] }))
      ]
      for (const { _tag } of refusals) assert.strictEqual(_tag, "NoSession")
    })
  )

  it.effect("follow a topic, and follow it no longer", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      const headers = bearer("a")
      const follow = yield* client.Follow(aTopic, { headers })
      assert.deepStrictEqual(yield* client.MyFollows(undefined, { headers }), [follow])
      yield* client.Unfollow({ id: follow.id }, { headers })
      assert.deepStrictEqual(yield* client.MyFollows(undefined, { headers }), [])
    })
  )

  it.effect("let anybody who knows its id watch an episode", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      const event = yield* Stream.runHead(client.WatchEpisode({ episodeId: complete.id }))
      assert.isTrue(Option.exists(event, ({ _tag }) => _tag === "Snapshot"))
    })
  )

  it.effect("start an episode under an id that the server made for the session, and no other", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      const [mine, yours] = [{ headers: bearer("a") }, { headers: bearer("b") }]
      const { episodeIds } = yield* client.Hello(undefined, mine)
      assert.strictEqual(new Set(episodeIds).size, 32)
      const [id = complete.id] = episodeIds
      const { workflowId } = yield* client.StartEpisode({ request: requestWith(id) }, mine)
      assert.strictEqual(workflowId, `episode:${id}`)
      for (const [other, caller] of [
        [id, yours],
        [complete.id, mine]
      ] as const) {
        const refused = yield* Effect.flip(
          client.StartEpisode({ request: requestWith(other) }, caller)
        )
        assert.strictEqual(refused._tag, "EpisodeConflict")
      }
    })
  )

  it.effect("steer or delete an episode of the session, and no other", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      const { episodeIds } = yield* client.Hello(undefined, { headers: bearer("a") })
      const [id = complete.id] = episodeIds
      yield* client.StartEpisode({ request: requestWith(id) }, { headers: bearer("a") })
      const steer = (letter: string, episodeId = id) =>
        client.Steer({ episodeId, command: deeper }, { headers: bearer(letter) })
      yield* steer("a")
      assert.strictEqual((yield* Effect.flip(steer("b")))._tag, "NotYourEpisode")
      assert.strictEqual((yield* Effect.flip(steer("a", complete.id)))._tag, "NotYourEpisode")
      const remove = (letter: string) =>
        client.DeleteEpisode({ episodeId: id }, { headers: bearer(letter) })
      assert.strictEqual((yield* Effect.flip(remove("b")))._tag, "NotYourEpisode")
      yield* remove("a")
    })
  )

  it.effect("tell a session its own position only", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(ListenerRpcs)
      yield* client.Report({ position, playing: true, heard: [] }, { headers: bearer("a") })
      const mine = yield* client.Hello(undefined, { headers: bearer("a") })
      assert.deepStrictEqual(mine.position, position)
      const yours = yield* client.Hello(undefined, { headers: bearer("b") })
      assert.isUndefined(yours.position)
    })
  )
})
