import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { frameBytes } from "@aethercast/domain/Clip"
import { Line, Outline, Segment, SegmentPlan } from "@aethercast/domain/Script"
import { type PassageId, Source } from "@aethercast/domain/Source"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { Article, sourceId } from "@aethercast/agents/sources/Article"
import { Reader } from "@aethercast/agents/sources/Reader"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import {
  SpeechFailed,
  SpeechSynthesizer,
  type Utterance
} from "@aethercast/agents/voice/SpeechSynthesizer"
import { ScriptWriter, WritingFailed } from "@aethercast/agents/writing/ScriptWriter"
import { Effect, Layer, Option, Stream } from "effect"
import { lexicon } from "../relevance/TestLexicon.ts"
import type { Faults } from "../../../cluster/test/simulation/Faults.ts"
import type { World } from "../../../cluster/test/simulation/World.ts"
import type { Mutation } from "./Mutation.ts"

/**
 * The providers: a writer that, as a language model, never writes the same twice; a voice that gives equal
 * bytes for equal lines; and two documents. Every call is recorded with the task on whose behalf it is made.
 */
export class OutsideWorld {
  /** The inputs of the calls of each task. */
  readonly inputs = new Map<string, Set<string>>()
  private calls = 0
  /** How long lines are: the longer, the sooner the beginning is made, and the run rests. */
  private readonly pace: number
  private readonly world: World
  private readonly faults: Faults
  private readonly mutation: Mutation | undefined

  constructor(world: World, faults: Faults, mutation: Mutation | undefined) {
    this.world = world
    this.faults = faults
    this.mutation = mutation
    this.pace = world.random.pick([1, 4, 12])
  }

  get layer() {
    return Layer.mergeAll(
      Layer.succeed(ScriptWriter, this.writer()),
      Layer.succeed(SpeechSynthesizer, this.voice()),
      Layer.succeed(Reader, Reader.of({ read: (source) => Effect.succeed(articleOf(source)) })),
      Layer.succeed(
        TopicSource,
        TopicSource.of({ topics: Effect.succeed([]), find: () => Effect.succeed([]) })
      ),
      Layer.succeed(Lexicon, lexicon)
    )
  }

  /** Gives the number of the call, or undefined when it fails. */
  private call(kind: string, input: string): Effect.Effect<number | undefined> {
    return Effect.gen({ self: this }, function* () {
      const run = yield* Effect.serviceOption(WorkflowRun)
      const key = Option.match(run, { onNone: () => "nobody", onSome: ({ name }) => name })
      const known = this.inputs.get(`${kind} ${key}`) ?? new Set()
      this.inputs.set(`${kind} ${key}`, known.add(input))
      const call = ++this.calls
      yield* Effect.sleep(20 + this.world.random.int(this.faults.isOn ? 1500 : 200))
      return this.faults.isOn && this.world.random.oneIn(30) ? undefined : call
    })
  }

  private writer(): ScriptWriter["Service"] {
    const write = <A>(kind: string, input: object, result: (call: number) => A) =>
      Effect.flatMap(this.call("writer", `${kind} ${JSON.stringify(input)}`), (call) =>
        call === undefined
          ? Effect.fail(new WritingFailed({ reason: "the simulation says so" }))
          : Effect.succeed(result(call))
      )
    const lines = (what: string, call: number, passages: ReadonlyArray<PassageId> = []) =>
      Array.from({ length: 1 + this.world.random.int(3) }, (_, position) => {
        const words = "and so it goes ".repeat(this.world.random.int(8))
        return new Line({
          speaker: position % 2 === 0 ? "host" : "guest",
          text: `${what}, take ${call}, sentence ${position + 1}: ${words}`.trim(),
          passages: passages.slice(0, 2),
          pauseMillis: 0
        })
      })
    return {
      description: "a writer for simulations",
      snippet: () => Effect.fail(new WritingFailed({ reason: "it writes no snippets" })),
      opening: (request) => write("opening", request, (call) => lines("Opening", call)),
      outline: (request) =>
        write(
          "outline",
          request,
          (call) =>
            new Outline({
              segments: Array.from({ length: 2 + this.world.random.int(2) }, (_, index) => {
                const passages = request.passages.slice(index * 5, index * 5 + 5)
                return new SegmentPlan({
                  title: `Part ${index + 1} of outline ${call}`,
                  passages: passages.map(({ id }) => id),
                  seconds: 12
                })
              })
            })
        ),
      segment: (request) =>
        write("segment", request, (call) => {
          const { passages, title } = request.plan
          return new Segment({ title, lines: lines(title, call, passages) })
        }),
      aside: (request) => write("aside", request, (call) => lines("Aside", call)),
      honest: (request) => write("honest", request, (call) => lines("Honestly", call)),
      closing: (request) => write("closing", request, (call) => lines("Closing", call))
    }
  }

  private voice(): SpeechSynthesizer["Service"] {
    const speak = (utterance: Utterance) =>
      Stream.unwrap(
        Effect.map(this.call("voice", JSON.stringify(utterance)), (call) => {
          const failure = new SpeechFailed({ reason: "the simulation says so" })
          if (call === undefined) return Stream.fail(failure)
          const { mutation } = this
          const take = mutation === "speaks differently each time" ? call : 0
          return Stream.fromIterable(chunks(utterance.text, this.pace, take)).pipe(
            Stream.tap(() => Effect.sleep(30))
          )
        })
      )
    return { description: "a voice for simulations", settings: "1", voices: offeredVoices, speak }
  }
}

/** Two documents. */
export const sources: ReadonlyArray<Source> = ["one", "two"].map((name) => {
  const url = `https://example.org/${name}`
  return new Source({ id: sourceId(url), url, title: `Document ${name}`, site: "example.org" })
})

/** 0.2 to 3.1 s at the pace of 1. Each frame says which it is: of which line, and its index. */
const chunks = (text: string, pace: number, take: number): ReadonlyArray<Uint8Array> => {
  const count = 10 + ((text.length * 7 + take) % 120) * pace
  const tone = [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 251, 7)
  const bytes = new Uint8Array(count * frameBytes).fill(tone + take)
  const view = new DataView(bytes.buffer)
  for (let frame = 0; frame < count; frame++) view.setUint32(frame * frameBytes, frame)
  const step = 25 * frameBytes
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step)
  )
}

const sentence = "The sea rises twice a day."

const articleOf = (source: Source): Article =>
  new Article({
    source,
    title: source.title,
    paragraphs: [{ heading: "", text: Array.from({ length: 20 }, () => sentence).join(" ") }],
    references: [],
    sentences: Array.from({ length: 20 }, (_, index) => ({
      paragraph: 0,
      start: index * (sentence.length + 1),
      end: index * (sentence.length + 1) + sentence.length
    })),
    language: "en",
    sketch: []
  })
