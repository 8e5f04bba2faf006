import * as EpisodeLines from "@aethercast/agents/episode/EpisodeLines"
import * as EpisodeSession from "@aethercast/agents/episode/EpisodeSession"
import * as GenerationWindow from "@aethercast/agents/episode/GenerationWindow"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { empty, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Ref, Stream } from "effect"

const episode = new Episode({
  id: EpisodeId.make("a".repeat(20)),
  workflowId: WorkflowId.make("episode:a"),
  title: "Tides",
  teaser: "Twice a day.",
  lengthSeconds: 60,
  style: "conversation",
  status: EpisodeStatus.cases.Generating.make({ stage: "speaking" }),
  notices: [],
  sources: [],
  timeline: empty
})

const line = new TimelineLine({
  id: LineId.make("0.0"),
  chapter: 0,
  speaker: "host",
  text: "Here it comes.",
  passages: [],
  sources: []
})

const episodes = Layer.succeed(
  Episodes,
  Episodes.of({
    find: () => Effect.succeedNone,
    head: () => Effect.succeedNone,
    open: () => Effect.void,
    remove: () => Effect.void,
    append: () => Effect.void
  })
)

/** An activation of the actor, and how often it has resumed the run. */
const activation = Effect.gen(function* () {
  const resumed = yield* Ref.make(0)
  const queue = RunQueue.of({
    enter: Effect.void,
    started: () => Effect.void,
    rest: () => Effect.void,
    resume: () => Ref.update(resumed, (count) => count + 1),
    leave: () => Effect.void,
    waiting: Effect.succeed([]),
    changes: Stream.never
  })
  const session = yield* EpisodeSession.make({ episode, version: 0 }).pipe(
    Effect.provideService(RunQueue, queue),
    Effect.provide(episodes)
  )
  return { resumed: Ref.get(resumed), session }
})

const listenerComes = Effect.fnUntraced(function* (session: EpisodeSession.EpisodeSession) {
  const now = yield* Clock.currentTimeMillis
  yield* session.update((state) => ({
    ...state,
    audience: GenerationWindow.renewLease(state.audience, "someone", false, now)
  }))
  yield* EpisodeLines.resumeRun(session)
})

describe("a listener", () => {
  it.effect("resumes a run that another owner put to rest after its episode had gone on", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* listenerComes(session)
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 1)
    })
  )

  it.effect("does not resume a run that is asking for lines", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* EpisodeLines.prepare(session, line)
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 0)
    })
  )

  it.effect("resumes a run that is executed again and has to get its turn", () =>
    Effect.gen(function* () {
      const { resumed, session } = yield* activation
      yield* EpisodeLines.prepare(session, line)
      yield* EpisodeLines.runBegins(session)
      yield* listenerComes(session)
      assert.strictEqual(yield* resumed, 1)
    })
  )
})
