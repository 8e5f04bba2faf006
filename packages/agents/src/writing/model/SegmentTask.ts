import type { Line } from "@aethercast/domain/Script"
import { hostNames, type Hosts, hostProfiles } from "@aethercast/domain/Hosts"
import type { Option } from "effect"
import type { Model, ModelPrompt } from "../../models/Model.ts"
import type { SegmentRequest } from "../ScriptWriter.ts"
import { linesSeconds } from "../SpokenLength.ts"
import * as ClaimJudge from "./ClaimJudge.ts"
import type { Evidence } from "./LineCheck.ts"
import { focusLine, languageName, styleDescription, wordsIn } from "./PromptValues.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import type { PromptFile } from "./Prompts.ts"

export interface SegmentPrompts {
  readonly segment: PromptFile
  readonly repair: PromptFile
}

/** A segment that a model writes, and what its lines are checked against. */
export interface SegmentTask {
  readonly model: Model
  readonly prompts: SegmentPrompts
  readonly request: SegmentRequest
  readonly numbered: NumberedPassages.NumberedPassages
  readonly evidence: Evidence
  readonly judge: ClaimJudge.ClaimJudge
}

export const make = (
  model: Model,
  prompts: SegmentPrompts,
  judge: Option.Option<ClaimJudge.JudgeModel>,
  request: SegmentRequest
): SegmentTask => {
  const { hosts, passages, plan, previous, sources, title } = request
  const planned = new Map(passages.map((passage) => [passage.id, passage]))
  const numbered = NumberedPassages.number(
    plan.passages.flatMap((id) => planned.get(id) ?? []),
    sources
  )
  const names = hostNames(hosts)
  const titles = sources.map(({ title }) => title)
  const known = [title, plan.title, previous, ...names, ...titles].join(". ")
  return {
    model,
    prompts,
    request,
    numbered,
    evidence: { passages: numbered.byNumber, known },
    judge: ClaimJudge.make(judge, title, sources)
  }
}

/** Asks for the lines that follow those that were already said. */
export const promptAfter = (
  { numbered, prompts, request }: SegmentTask,
  said: ReadonlyArray<Line>
): ModelPrompt => {
  const { count, direction, focus, hosts, index, language, plan, previous, style, title } = request
  return prompts.segment.render({
    title,
    part: index + 1,
    count,
    chapter: plan.title,
    brief: [plan.brief ?? "", place(index, count)].join(" ").trim(),
    words: Math.max(20, wordsIn(plan.seconds - linesSeconds(said))),
    said: [
      previous === "" ? "" : `The part before was about this: ${previous}.`,
      said.length === 0
        ? ""
        : `Go on after these lines of this part:\n${said.map(({ speaker, text }) => JSON.stringify({ speaker, text })).join("\n")}`
    ]
      .filter((text) => text !== "")
      .join("\n"),
    focus: focusLine(focus),
    passages: numbered.text,
    hosts: hostsText(hosts),
    language: languageName(language),
    style: [styleDescription[style], depths.get(direction?.depth ?? 0) ?? ""].join(" ").trim()
  })
}

/** One host on each line, by the name that a line's "speaker" has. */
const hostsText = (hosts: Hosts): string =>
  hosts
    .map((host) => {
      const { manner, name } = hostProfiles[host]
      return `- "${host}" is ${name}, who ${manner}.`
    })
    .join("\n")

const place = (index: number, count: number): string => {
  if (index === 0) return "The greeting has been said: begin with what makes one want to know more."
  return index === count - 1
    ? "It is the last part: answer the question, and end with what follows from it."
    : "Take up the thread from the part before."
}

/** What listeners asked for; 0 is as it comes. */
const depths: ReadonlyMap<number, string> = new Map([
  [-2, "Explain it to somebody who knows nothing about it: everyday words and comparisons."],
  [-1, "Keep it simple, and explain each term."],
  [1, "Go into the reasons and the details."],
  [2, "Speak to somebody who knows the field: mechanisms, figures, exceptions."]
])
