import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { RpcSerialization } from "effect/rpc"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"
import * as EpisodeIds from "../../src/sessions/EpisodeIds.ts"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"
import { bearer, secretOf } from "../sessions/TestSessions.ts"
import { complete, idOf, resting } from "../http/TestApi.ts"
import { ask, port } from "../http/TestServer.ts"
import { frame, open } from "../sockets/RawSocket.ts"
import { Doors, log } from "./TestDoors.ts"

const session = SessionSecret.sessionOf(secretOf("s"))

/** Payloads of the calls, most of them right. */
const payload = (random: Random, tag: string): unknown => {
  const episodeId = random.pick([complete.id, resting.id, idOf("z")])
  const cursor = { line: random.pick(["0.0", "1.1", "9999.9999"]), frame: random.int(1_000_000) }
  switch (tag) {
    case "Hello":
    case "WatchServers":
    case "MySession":
    case "ForgetSession":
    case "MyFollows":
    case "MyTaste":
    case "RefreshLanding":
      return null
    case "Follow":
      return {
        followed: { _tag: "Topic", words: `tides ${random.int(9)}` },
        lengthSeconds: 60,
        style: "story",
        language: "en",
        timeZone: random.pick(["UTC", "Europe/Berlin", "Nowhere"])
      }
    case "Unfollow":
      return { id: "0".repeat(16) }
    case "ForgetTaste":
      return random.oneIn(2) ? {} : { theme: random.pick(["tides", "nothing"]) }
    case "WatchSurface":
      return { surface: random.pick(["landing", "nowhere"]) }
    case "StartEpisode":
      return {
        request: {
          id: random.oneIn(2) ? episodeId : EpisodeIds.ofKey(session, random.text(5)),
          subject: { _tag: "Words", words: `tides ${random.int(9)}` },
          lengthSeconds: 60 + random.int(100),
          style: "story"
        }
      }
    case "Report":
      return {
        position: { episodeId, cursor },
        playing: true,
        heard: random.list(3, () => ({
          line: cursor.line,
          from: random.int(9),
          to: 9 + random.int(9)
        }))
      }
    case "Steer":
      return {
        episodeId,
        command: {
          id: `command-${random.int(9)}`,
          ...random.pick([
            { kind: "question", words: `Why ${random.int(9)}?` },
            { kind: random.pick(["more", "skip", "deeper", "thumb-up", "back"]) }
          ]),
          cursor
        }
      }
    case "Listen":
      return random.oneIn(2) ? { episodeId } : { episodeId, from: cursor }
    default:
      return { episodeId }
  }
}

const tags = { "/rpc": [...ListenerRpcs.requests.keys()], "/audio": [...AudioRpcs.requests.keys()] }
const rpcs = [...ListenerRpcs.requests.values(), ...AudioRpcs.requests.values()]

const makeMessages = Effect.gen(function* () {
  const serialization = yield* RpcSerialization.RpcSerialization
  const encoders = new Map<string, (value: unknown) => unknown>(
    rpcs.map(({ _tag, payloadSchema }) => {
      const decode = Schema.decodeUnknownSync(Schema.toCodecJson(payloadSchema))
      const encode = Schema.encodeUnknownSync(serialization.codecFor(payloadSchema))
      return [_tag, (value) => encode(decode(value))]
    })
  )
  /** A message as the client of this socket would encode it. */
  return (random: Random, path: "/rpc" | "/audio", id: number): Uint8Array => {
    const tag = random.oneIn(10) ? random.text(20) : random.pick(tags[path])
    const encoder = serialization.makeUnsafe()
    const requestId = String(random.oneIn(5) ? random.int(20) : id)
    const message = random.pick([
      () => ({
        _tag: "Request",
        id: requestId,
        tag,
        payload: encoders.get(tag)?.(payload(random, tag)) ?? random.bytes(20),
        headers: [
          ...(random.oneIn(3) ? [] : Object.entries(bearer("s"))),
          ...random.list(3, () => [random.text(8), random.text(30)] as const)
        ]
      }),
      () => ({ _tag: "Ack", requestId }),
      () => ({ _tag: "Interrupt", requestId }),
      () => ({ _tag: "Ping" }),
      () => ({ _tag: "Eof" })
    ])()
    const bytes = encoder.encode(message)
    return typeof bytes === "string" ? Buffer.from(bytes) : (bytes ?? new Uint8Array())
  }
}).pipe(Effect.provide(RpcSerialization.layerSchemaBinary()))

/** Frames of one conversation: right ones, broken ones, and what is no frame at all. */
const conversation = (message: Effect.Success<typeof makeMessages>, random: Random) => {
  const path = random.pick(["/rpc", "/audio"] as const)
  const frames = Array.from({ length: 1 + random.int(12) }, (_, id) => {
    const right = message(random, path, id)
    switch (random.int(8)) {
      case 0:
        return frame(random.mutate(right))
      case 1:
        return random.mutate(frame(right))
      case 2:
        return frame(right, {
          opcode: random.int(16),
          fin: random.oneIn(2),
          reserved: random.int(8)
        })
      case 3:
        return frame(random.bytes(random.int(200)), { opcode: 8 + random.int(3) })
      case 4:
        return frame(random.text(100), { opcode: 1 })
      default:
        return frame(right)
    }
  })
  return { path, bytes: Buffer.concat(frames) }
}

layer(Doors, { excludeTestServices: true })("WebSockets", (it) => {
  it.effect("any messages are answered or end the socket, and none breaks the server", () =>
    Effect.gen(function* () {
      const serverPort = yield* port
      const message = yield* makeMessages
      const answered = { bytes: 0 }
      yield* run({
        inputs: 3000,
        make: (random) => conversation(message, random),
        show: ({ bytes, path }) => `${path} ${bytes.toString("hex")}`,
        stallMillis: 300,
        concurrency: 8,
        feed: ({ bytes, path }) =>
          Effect.promise(async () => {
            await using socket = await open(serverPort, path)
            assert.strictEqual(socket.status, 101)
            socket.connection.write(bytes)
            // A close frame: what came before it is read.
            socket.connection.write(frame(Buffer.from([3, 232]), { opcode: 8 }))
            socket.connection.end()
            await socket.closed
            answered.bytes += socket.received().length
          }).pipe(Effect.timeout("20 seconds"))
      })
      // The conversations were not in vain.
      assert.isAbove(answered.bytes, 100_000)
      assert.strictEqual((yield* ask("/healthz")).status, 200)
      for (const line of log) assert.isBelow(line.length, 500, line)
    })
  )
})
