import { Episodes, EpisodeTakenOver } from "@aethercast/agents/store/Episodes"
import { migrations } from "@aethercast/agents/store/Migrations"
import * as Database from "@aethercast/cluster/Database"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { empty, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Option, type Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"

const id = EpisodeId.make("e".repeat(24))
const opened = new Episode({
  id,
  workflowId: WorkflowId.make(`episode:${id}`),
  title: "Tides",
  teaser: "Twice a day.",
  lengthSeconds: 60,
  style: "conversation",
  status: EpisodeStatus.cases.Starting.make({}),
  notices: [],
  sources: [],
  timeline: empty
})
const clip = new Clip({ id: ClipId.make("c".repeat(64)), frames: 7, sha256: "5".repeat(64) })
const lineOf = (line: string) =>
  new TimelineLine({
    id: LineId.make(line),
    chapter: 0,
    speaker: "host",
    text: `Line ${line}.`,
    passages: [],
    sources: []
  })

const { ChapterOpened, LineFinished, LinesDropped, LineStarted } = EpisodeEvent.cases
const events: ReadonlyArray<EpisodeState.Change> = [
  ChapterOpened.make({ chapter: 0, title: "Opening" }),
  LineStarted.make({ line: lineOf("0.0") }),
  LineFinished.make({ lineId: LineId.make("0.0"), clip }),
  LineStarted.make({ line: lineOf("0.1") }),
  LineStarted.make({ line: lineOf("a.0"), after: LineId.make("0.0") }),
  LinesDropped.make({ lineIds: [LineId.make("0.1")], reason: "skipped" })
]
const after = (changes: ReadonlyArray<EpisodeState.Change>) =>
  changes.reduce((episode, event) => EpisodeState.advance(episode, event), opened)

const on = (url: Redacted.Redacted, all = migrations) =>
  Layer.provideMerge(Episodes.layer, Database.layer({ url, migrations: all }))

describe("a stored episode", () => {
  it.live("is what its changes make of it, and knows its version", () =>
    Effect.gen(function* () {
      const episodes = yield* Episodes
      assert.isTrue(Option.isNone(yield* episodes.find(id)))
      yield* episodes.open(opened)
      yield* episodes.open(after(events))
      yield* episodes.append(after(events.slice(0, 2)), {
        version: 1,
        events: events.slice(0, 2),
        writer: "one"
      })
      yield* episodes.append(after(events), { version: 3, events: events.slice(2), writer: "one" })
      assert.deepStrictEqual(
        yield* episodes.find(id),
        Option.some({ episode: after(events), version: events.length })
      )
    }).pipe(Effect.provide(Layer.unwrap(Effect.map(fresh, (url) => on(url)))))
  )

  it.live("takes a batch that is repeated once, and none of a writer who was replaced", () =>
    Effect.gen(function* () {
      const episodes = yield* Episodes
      yield* episodes.open(opened)
      const [first, second, ...rest] = events
      if (first === undefined || second === undefined) return
      const append = (writer: string, ...some: ReadonlyArray<EpisodeState.Change>) =>
        episodes.append(after(some), { version: 1, events: some, writer })
      yield* append("one", first)
      yield* append("one", first, second)
      const refused = yield* Effect.exit(append("two", first, second, ...rest))
      assert.isTrue(
        Exit.isFailure(refused) && Cause.squash(refused.cause) instanceof EpisodeTakenOver
      )
      yield* append("one", first, second, ...rest)
      const found = Option.getOrThrow(yield* episodes.find(id))
      assert.deepStrictEqual(found, { episode: after(events), version: events.length })
    }).pipe(Effect.provide(Layer.unwrap(Effect.map(fresh, (url) => on(url)))))
  )

  it.live("keeps the lines and chapters that an earlier release stored", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const earlier = Object.fromEntries(
        Object.entries(migrations).filter(([name]) => name < "0004")
      )
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const head = JSON.stringify({
          ...opened,
          status: { _tag: "Complete" },
          timeline: { chapters: ["Opening", "The Moon"], lines: [] }
        })
        yield* sql`INSERT INTO episodes (episode_id, head) VALUES (${id}, ${head}::text::jsonb)`
        for (const [ordinal, line] of ["0.0", "1.0"].entries()) {
          const text = JSON.stringify({ ...lineOf(line), clip: { ...clip } })
          yield* sql`
            INSERT INTO episode_lines (episode_id, ordinal, line_id, line)
            VALUES (${id}, ${ordinal}, ${line}, ${text}::text::jsonb)
          `
        }
      }).pipe(Effect.provide(Database.layer({ url, migrations: earlier })))
      const { episode, version } = yield* Effect.gen(function* () {
        const episodes = yield* Episodes
        return Option.getOrThrow(yield* episodes.find(id))
      }).pipe(Effect.provide(on(url)))
      assert.strictEqual(version, 6)
      assert.strictEqual(episode.status._tag, "Complete")
      assert.deepStrictEqual(episode.timeline.chapters, ["Opening", "The Moon"])
      assert.deepStrictEqual(
        episode.timeline.lines,
        ["0.0", "1.0"].map((line) => new TimelineLine({ ...lineOf(line), clip }))
      )
    }).pipe(Effect.scoped)
  )
})
