import type { Line } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { type AsideId, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { castSpeaker } from "@aethercast/domain/Voice"
import { Utterance } from "../voice/SpeechSynthesizer.ts"
import type { AsideCommission } from "./AsideCommission.ts"
import type { Chapter } from "./ChapterPipeline.ts"

/** A line of a script as it is put on the timeline, and as it is spoken. */
export interface ScriptLine {
  readonly timelineLine: TimelineLine
  readonly utterance: Utterance
}

/** Where lines are put. */
interface Place {
  readonly chapter: number
  /** The aside that interrupts the chapter. */
  readonly aside?: AsideId
  /** The documents that the lines may quote. */
  readonly sources: ReadonlyArray<Source>
  readonly sting?: Chapter["sting"]
}

/** The line at a position of a chapter, or of an aside. */
export const make = (
  { cast, language }: Pick<AsideCommission, "cast" | "language">,
  { sting, ...place }: Place,
  position: number,
  { pauseMillis, ...written }: Line
): ScriptLine => {
  const line = { ...written, speaker: castSpeaker(cast, written.speaker) }
  return {
    timelineLine: new TimelineLine({
      ...line,
      ...place,
      id: LineId.make(`${place.aside ?? place.chapter}.${position}`),
      sources: sourceUrls(line, place.sources)
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
const sourceUrls = (
  { passages }: Pick<Line, "passages">,
  sources: ReadonlyArray<Source>
): ReadonlyArray<string> => {
  const urls = new Map(sources.map(({ id, url }) => [String(id), url]))
  return [...new Set(passages.flatMap((id) => urls.get(id.split("#")[0] ?? "") ?? []))]
}
