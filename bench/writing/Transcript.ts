import type { Writer } from "@aethercast/agents/writing/ScriptWriter"
import { linesSeconds } from "@aethercast/agents/writing/SpokenLength"
import {
  addWritten,
  allowance,
  bodySeconds,
  closingSeconds,
  openingSeconds,
  start
} from "@aethercast/agents/orchestrator/LengthBudget"
import { hostCount, hostsOf } from "@aethercast/domain/Hosts"
import { Line, SegmentPlan, type Style } from "@aethercast/domain/Script"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { DateTime, Effect, Schema } from "effect"
import type { WritingTopic } from "./Topics.ts"

/** An episode as it would be spoken. */
export class Transcript extends Schema.Class<Transcript>("bench/Transcript")({
  topic: Schema.String,
  /** The length that was asked for. */
  seconds: Schema.Finite,
  opening: Schema.Array(Line),
  body: Schema.Array(Line),
  closing: Schema.Array(Line)
}) {}

/** Has an episode written as the orchestrator does, with the estimated lengths in place of the real ones. */
export const write = Effect.fnUntraced(function* (
  writer: Writer,
  { name, passages, sources, title }: WritingTopic,
  seconds: number,
  style: Style = "conversation"
) {
  const topicId = TopicId.make(name)
  const topic = new Topic({
    id: topicId,
    title: title.slice(0, 200),
    summary: "",
    tags: [],
    publishedAt: DateTime.makeUnsafe(0),
    sources
  })
  const snippet = yield* writer.snippet({ topic, passages })
  const hosts = hostsOf(hostCount(style))
  const shared = { topicId, title: snippet.title, sources, style, hosts, language: "en" as const }
  const opening = yield* writer.opening({ snippet, style, hosts, seconds: openingSeconds(seconds) })
  let budget = addWritten(start(seconds), linesSeconds(opening))
  const { segments } = yield* writer.outline({
    ...shared,
    passages,
    opening,
    seconds: bodySeconds(budget)
  })
  const body: Array<Line> = []
  for (const [index, plan] of segments.entries()) {
    const share = allowance(budget, segments.slice(index))
    if (share === undefined) break
    const { lines } = yield* writer.segment({
      ...shared,
      plan: new SegmentPlan({ ...plan, seconds: share }),
      passages: passages.filter(({ id }) => plan.passages.includes(id)),
      index,
      count: segments.length,
      previous: segments[index - 1]?.title ?? "",
      alreadySaid: body.flatMap(({ passages }) => passages)
    })
    body.push(...lines)
    budget = addWritten(budget, linesSeconds(lines))
  }
  const closing = yield* writer.closing({ ...shared, seconds: closingSeconds(seconds) })
  return new Transcript({ topic: name, seconds, opening, body, closing })
})
