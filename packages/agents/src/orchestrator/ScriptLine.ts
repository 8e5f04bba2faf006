import type { Line } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { castSpeaker } from "@aethercast/domain/Voice"
import { Utterance } from "../voice/SpeechSynthesizer.ts"
import type { Chapter } from "./ChapterPipeline.ts"
import type { Commission } from "./Commission.ts"

/** A line of a script as it is put on the timeline, and as it is spoken. */
export interface ScriptLine {
  readonly timelineLine: TimelineLine
  readonly utterance: Utterance
}

/** The line at a position of a chapter. */
export const make = (
  {
    cast,
    request: { language }
  }: Pick<Commission, "cast"> & {
    readonly request: Pick<Commission["request"], "language">
  },
  { index, sources, sting }: Pick<Chapter, "index" | "sources" | "sting">,
  position: number,
  { pauseMillis, ...written }: Line
): ScriptLine => {
  const line = { ...written, speaker: castSpeaker(cast, written.speaker) }
  return {
    timelineLine: new TimelineLine({
      ...line,
      id: LineId.make(`${index}.${position}`),
      chapter: index,
      sources: sourceUrls(line, sources)
    }),
    utterance: new Utterance({
      text: line.text,
      voice: cast[line.speaker] ?? cast.host,
      language,
      pauseMillis,
      ...(position === sting?.at ? { sting: sting.sound } : {})
    })
  }
}

/** The addresses of the documents that a line quotes: a passage's id begins with its source's. */
export const sourceUrls = (
  { passages }: Pick<Line, "passages">,
  sources: ReadonlyArray<Source>
): ReadonlyArray<string> => {
  const urls = new Map(sources.map(({ id, url }) => [String(id), url]))
  return [...new Set(passages.flatMap((id) => urls.get(id.split("#")[0] ?? "") ?? []))]
}
