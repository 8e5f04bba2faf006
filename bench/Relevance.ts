import { PodcastScriptWeaver } from "@aethercast/agents/agents/PodcastScriptWeaver"
import { WebContentHarvester } from "@aethercast/agents/agents/WebContentHarvester"
import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import * as TestKit from "@aethercast/cluster/TestKit"
import { Effect, Layer } from "effect"
import { sumAll } from "effect/Number"
import { type EvaluationTopic, evaluationTopics, isLabelled } from "./relevance/EvaluationTopic.ts"
import * as Sources from "./relevance/FixtureSources.ts"
import { MaterialsLayer } from "../packages/agents/test/agents/Fixtures.ts"
import * as Trial from "./relevance/Trial.ts"
import type { Benchmark, Row, Section } from "./Report.ts"

/** What share of the lines is about the topic, and of the uncovered topics refused. */
export const relevance: Benchmark = {
  summary: "lines on the topic asked for, and honest refusals, beside plain BM25",
  async run(say) {
    const verdicts = await Effect.runPromise(
      Effect.provide(
        Effect.forEach(evaluationTopics, (topic) => judge(topic, say)),
        AgentsLayer
      )
    )
    const tuned = verdicts.filter(({ topic }) => !topic.held)
    const held = verdicts.filter(({ topic }) => topic.held)
    const missed = [...misses("tuned on", tuned), ...misses("held back", held)]
    return {
      name: "relevance",
      summary:
        "Episodes of three minutes about topics in a listener's words, over the shipped library and the pages in bench/relevance/web. Shares are in percent: of the lines that quote a source, those whose passage the labels in bench/relevance/topics.json call on topic; of the topics of a kind, those that were refused. A topic that is partly covered may be refused.",
      sections: [section("topics tuned on", tuned), section("topics held back", held)],
      ...(missed.length === 0 ? {} : { missed: missed.join("; ") })
    }
  }
}

const AgentsLayer = Layer.mergeAll(WebContentHarvester.layer, PodcastScriptWeaver.layer).pipe(
  Layer.provideMerge(Sources.layer),
  Layer.provide([ExtractiveWriter.layer, MaterialsLayer]),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

/** What came of a topic, with the product's search and with plain BM25. */
interface Verdict {
  readonly topic: EvaluationTopic
  readonly product: Outcome
  readonly plain: Outcome
}

interface Outcome {
  readonly isRefused: boolean
  readonly lines: number
  readonly linesOn: number
}

const judge = Effect.fnUntraced(function* (topic: EvaluationTopic, say: (line: string) => void) {
  const { passage, plainSearch } = yield* Sources.FixtureSources
  const outcomeOf = ({ quoted, refusal }: Trial.Trial): Outcome => ({
    isRefused: refusal !== undefined,
    lines: quoted.length,
    linesOn: quoted.filter(({ passages }) =>
      passages.some((id) => {
        const found = passage(id)
        return found !== undefined && isLabelled(topic, ...found)
      })
    ).length
  })
  const found = plainSearch(topic.words, 8)
  const verdict: Verdict = {
    topic,
    product: outcomeOf(yield* Trial.inWords(topic.words)),
    plain:
      found.length === 0
        ? { isRefused: true, lines: 0, linesOn: 0 }
        : outcomeOf(yield* Trial.fromSources(topic.words, found))
  }
  const mistake = topic.held ? undefined : mistakeOf(verdict)
  if (mistake !== undefined) say(`${topic.words}: ${mistake}`)
  return verdict
})

/** What is wrong with the product's episode. Nothing is told of topics that are held back. */
const mistakeOf = ({ product, topic }: Verdict): string | undefined => {
  const { isRefused, lines, linesOn } = product
  if (isRefused) return topic.kind === "covered" ? "refused" : undefined
  if (isUncovered(topic)) return `not refused, ${lines} lines`
  return linesOn < lines ? `${lines - linesOn} of ${lines} lines are off the topic` : undefined
}

const isUncovered = ({ kind }: EvaluationTopic): boolean => kind !== "covered" && kind !== "partly"

const section = (title: string, verdicts: ReadonlyArray<Verdict>): Section => ({
  title: `${verdicts.length} ${title}`,
  columns: ["product", "plain BM25"],
  rows: [
    row("lines on the topic", verdicts, lineShare),
    ...(["uncovered", "nonsense", "foreign"] as const).map((kind) =>
      row(`${kind} topics refused`, verdicts, refusedOf(kind))
    ),
    row("all of these refused", verdicts, refusedShare),
    row("partly covered topics refused", verdicts, refusedOf("partly")),
    row("covered topics refused", verdicts, refusedOf("covered")),
    {
      label: "lines that quote a source",
      cells: [
        sumAll(verdicts.map(({ product }) => product.lines)),
        sumAll(verdicts.map(({ plain }) => plain.lines))
      ]
    }
  ]
})

type Measured = ReadonlyArray<{ readonly topic: EvaluationTopic; readonly outcome: Outcome }>

const row = (
  label: string,
  verdicts: ReadonlyArray<Verdict>,
  share: (outcomes: Measured) => number
): Row => ({
  label,
  cells: [
    share(verdicts.map(({ product, topic }) => ({ topic, outcome: product }))),
    share(verdicts.map(({ plain, topic }) => ({ topic, outcome: plain })))
  ]
})

const lineShare = (outcomes: Measured): number =>
  percent(
    sumAll(outcomes.map(({ outcome }) => outcome.linesOn)),
    sumAll(outcomes.map(({ outcome }) => outcome.lines))
  )

const refusedOf =
  (kind: EvaluationTopic["kind"]) =>
  (outcomes: Measured): number =>
    refusals(outcomes.filter(({ topic }) => topic.kind === kind))

const refusedShare = (outcomes: Measured): number =>
  refusals(outcomes.filter(({ topic }) => isUncovered(topic)))

const refusals = (outcomes: Measured): number =>
  percent(outcomes.filter(({ outcome }) => outcome.isRefused).length, outcomes.length)

const misses = (title: string, verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> => {
  const outcomes = verdicts.map(({ product, topic }) => ({ topic, outcome: product }))
  return [
    ...(lineShare(outcomes) < limit ? [`lines on the topic, ${title}, below ${limit} %`] : []),
    ...(refusedShare(outcomes) < limit ? [`refusals, ${title}, below ${limit} %`] : [])
  ]
}

const limit = 95

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole)
