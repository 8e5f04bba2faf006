import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as Heard from "@aethercast/domain/HeardSpans"
import { CommandId, type SteeringCommand, wordlessKinds } from "@aethercast/domain/SteeringCommand"
import { decide } from "@aethercast/domain/SteeringDecision"
import { AsideId, Cursor, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { clipOf } from "./TimelineFixtures.ts"

const lineOf = (id: string, chapter: number, aside?: string) =>
  new TimelineLine({
    id: LineId.make(id),
    chapter,
    ...(aside === undefined ? {} : { aside: AsideId.make(aside) }),
    speaker: "host",
    text: `Line ${id}.`,
    passages: [],
    sources: [`https://example.org/${chapter}`],
    clip: clipOf(100)
  })

const episodeWith = (lines: ReadonlyArray<TimelineLine>, status?: EpisodeStatus) =>
  new Episode({
    id: EpisodeId.make("a".repeat(24)),
    workflowId: WorkflowId.make("episode:a"),
    title: "Tides",
    teaser: "Twice a day.",
    lengthSeconds: 60,
    style: "conversation",
    status: status ?? EpisodeStatus.cases.Generating.make({ stage: "speaking" }),
    notices: [],
    sources: [],
    timeline: new Timeline({ chapters: ["Opening", "Moon"], lines })
  })

const commandId = (n: number) => CommandId.make(`command-${n}`)
const at = (line: string, frame = 0) => new Cursor({ line: LineId.make(line), frame })
const simple = (
  kind: Exclude<SteeringCommand["kind"], "question">,
  line: string,
  n = 1
): SteeringCommand => ({ id: commandId(n), kind, cursor: at(line) })

const two = [lineOf("l0", 0), lineOf("l1", 0), lineOf("l2", 0), lineOf("l3", 1)]
const ids = (lines: ReadonlyArray<LineId>) => lines.map(String)

describe("skip", () => {
  it("leaves out the rest of the chapter, and nothing of the next one", () => {
    const { dropped, outcome } = decide(episodeWith(two), simple("skip", "l0"), [])
    assert.deepStrictEqual(ids(dropped), ["l1", "l2"])
    assert.deepStrictEqual(outcome, { _tag: "Skipped", chapter: 0 })
  })

  it("keeps what was heard before, even in part", () => {
    const heard = Heard.add([], { line: LineId.make("l1"), from: 0, to: 1 })
    assert.deepStrictEqual(ids(decide(episodeWith(two), simple("skip", "l0"), heard).dropped), [
      "l2"
    ])
  })

  it("within an aside leaves out the rest of that only, and so does back", () => {
    const lines = [
      lineOf("l0", 0),
      lineOf("a1.0", 0, "a1"),
      lineOf("a1.1", 0, "a1"),
      lineOf("l1", 0)
    ]
    for (const kind of ["skip", "back"] as const) {
      const { dropped, outcome } = decide(episodeWith(lines), simple(kind, "a1.0"), [])
      assert.deepStrictEqual(ids(dropped), ["a1.1"])
      assert.deepStrictEqual(outcome, { _tag: "Skipped", chapter: 0, aside: AsideId.make("a1") })
    }
  })
})

describe("a command", () => {
  it("has no effect where there is nothing to have one on, and says why", () => {
    const reasons = [
      decide(episodeWith([]), simple("skip", "l0"), []),
      decide(episodeWith(two), simple("back", "l0"), []),
      decide(episodeWith(two), { id: commandId(1), kind: "more" }, []),
      decide(
        episodeWith(two, EpisodeStatus.cases.Cancelled.make({ reason: "x" })),
        simple("more", "l0"),
        []
      )
    ].map(({ outcome }) => (outcome._tag === "None" ? outcome.reason : outcome._tag))
    assert.deepStrictEqual(reasons, ["nothing-heard", "not-in-an-aside", "nothing-heard", "over"])
  })

  it("about a line that is complete is followed like any other", () => {
    const complete = episodeWith(two, EpisodeStatus.cases.Complete.make({}))
    const { outcome } = decide(complete, simple("more", "l3"), [])
    assert.deepStrictEqual(outcome, { _tag: "AsideRequested", aside: AsideId.make("a1") })
  })

  it("means the same while the episode rests", () => {
    const resting = episodeWith(two, EpisodeStatus.cases.Resting.make({}))
    for (const kind of ["more", "skip", "back", "simpler", "thumb-up", "thumb-down"] as const) {
      const command = simple(kind, "l0")
      assert.deepStrictEqual(decide(resting, command, []), decide(episodeWith(two), command, []))
    }
  })

  it("about a line that the episode does not have is without effect, unless it is a question", () => {
    const unknown = LineId.make("l99")
    for (const kind of ["more", "skip", "thumb-up"] as const) {
      const { outcome } = decide(episodeWith(two), { id: commandId(1), kind, line: unknown }, [])
      assert.deepStrictEqual(outcome, { _tag: "None", reason: "nothing-heard" })
    }
    const question = { id: commandId(1), kind: "question", words: "Why?", line: unknown } as const
    assert.strictEqual(decide(episodeWith(two), question, []).outcome._tag, "AsideRequested")
  })

  it("names the line that it is about, or means the one being heard", () => {
    const command: SteeringCommand = {
      id: commandId(1),
      kind: "thumb-up",
      cursor: at("l0"),
      line: LineId.make("l3")
    }
    assert.deepStrictEqual(decide(episodeWith(two), command, []).outcome, {
      _tag: "Voted",
      sources: ["https://example.org/1"],
      up: true
    })
  })
})

/** A listener's doings: commands, playback, and lines that are added, to the end or to open asides. */
const Step = Schema.Struct({
  action: Schema.Literals(["command", "again", "hear", "line", "aside line", "close"]),
  n: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))
})
const Steps = Schema.Array(Step).check(Schema.isMaxLength(60))

const kinds = [...wordlessKinds, "question"] as const

interface World {
  readonly episode: Episode
  readonly heard: Heard.HeardSpans
  readonly sent: ReadonlyArray<SteeringCommand>
}

const { AsideClosed, LinesDropped, LineStarted, Steered } = EpisodeEvent.cases

const advance = (world: World, ...events: ReadonlyArray<EpisodeState.Change>): World => ({
  ...world,
  episode: events.reduce((episode, event) => EpisodeState.advance(episode, event), world.episode)
})

const send = (world: World, command: SteeringCommand): World => {
  const { dropped, outcome } = decide(world.episode, command, world.heard)
  return advance(
    { ...world, sent: [...world.sent, command] },
    LinesDropped.make({ lineIds: dropped, reason: "skipped" }),
    Steered.make({ command, outcome })
  )
}

const step = (world: World, { action, n }: typeof Step.Type): World => {
  const { episode, heard, sent } = world
  const { lines } = episode.timeline
  const line = lines[n % Math.max(1, lines.length)]
  const open = episode.steering.asides.find(({ isClosed }) => !isClosed)
  switch (action) {
    case "command": {
      const kind = kinds[n % kinds.length] ?? "more"
      const id = commandId(sent.length + 1)
      const cursor = line === undefined ? {} : { cursor: at(line.id) }
      return send(
        world,
        kind === "question" ? { id, kind, words: "And then?", ...cursor } : { id, kind, ...cursor }
      )
    }
    case "again": {
      const command = sent[n % Math.max(1, sent.length)]
      if (command === undefined) return world
      return advance(
        world,
        Steered.make({ command, outcome: decide(episode, command, heard).outcome })
      )
    }
    case "hear":
      return line === undefined
        ? world
        : { ...world, heard: Heard.add(heard, { line: line.id, from: 0, to: 1 + (n % 100) }) }
    case "line":
      return advance(
        world,
        LineStarted.make({ line: lineOf(`l${lines.length}-${n}`, Math.floor(lines.length / 4)) })
      )
    case "aside line":
      return open === undefined
        ? world
        : advance(
            world,
            LineStarted.make({
              line: lineOf(`${open.id}-${lines.length}-${n}`, line?.chapter ?? 0, open.id),
              ...(line !== undefined && { after: line.id })
            })
          )
    case "close":
      return open === undefined ? world : advance(world, AsideClosed.make({ aside: open.id }))
  }
}

const worlds = (steps: typeof Steps.Type): ReadonlyArray<World> =>
  steps.reduce<Array<World>>(
    (all, next) => {
      all.push(step(all.at(-1) ?? start, next))
      return all
    },
    [start]
  )
const start: World = { episode: episodeWith([]), heard: [], sent: [] }

describe("any sequence of commands, playback and lines", () => {
  it.prop("drops nothing that was heard", [Steps], ([steps]) => {
    for (const { episode, heard } of worlds(steps)) {
      for (const { id } of episode.timeline.dropped) assert.isFalse(Heard.isTouched(heard, id))
    }
  })

  it.prop("gives each command one outcome, which never changes", [Steps], ([steps]) => {
    const all = worlds(steps)
    const last = all.at(-1)?.episode.steering.commands ?? []
    assert.strictEqual(new Set(last.map(({ command }) => command.id)).size, last.length)
    for (const { episode } of all) {
      const { commands } = episode.steering
      assert.deepStrictEqual(commands, last.slice(0, commands.length))
    }
  })

  it.prop("keeps its bounds: depth, weights, and asides in the making", [Steps], ([steps]) => {
    for (const { episode } of worlds(steps)) {
      const { asides, depth, weights } = episode.steering
      assert.isAtMost(Math.abs(depth), 2)
      for (const weight of Object.values(weights)) assert.isTrue(weight >= 0.1 && weight <= 4)
      assert.isAtMost(asides.filter(({ isClosed }) => !isClosed).length, 2)
      assert.strictEqual(new Set(asides.map(({ id }) => id)).size, asides.length)
    }
  })

  it.prop("leaves the lines that it does not drop in their order", [Steps], ([steps]) => {
    const all = worlds(steps)
    for (const [index, { episode }] of all.entries()) {
      const next = all[index + 1]?.episode
      if (next === undefined) continue
      const kept = new Set(next.timeline.lines.map(({ id }) => id))
      const before = episode.timeline.lines.map(({ id }) => id).filter((id) => kept.has(id))
      const known = new Set(before)
      assert.deepStrictEqual(
        next.timeline.lines.map(({ id }) => id).filter((id) => known.has(id)),
        before
      )
    }
  })
})
