import { hostProfiles } from "@aethercast/domain/Hosts"
import { Speaker } from "@aethercast/domain/Script"
import { Result } from "effect"

/**
 * A line as it can be spoken: without speaker labels, markup, reference marks and stage directions.
 * Fails with what cannot be taken out of it.
 */
export const spokenLine = (text: string): Result.Result<string, string> => {
  const plain = text
    .slice(0, 4000)
    .toWellFormed()
    .normalize("NFC")
    .replace(/\p{C}+/gu, " ")
    .replace(/\[([^\][]*)\]\([^()]*\)/g, "$1")
    .replace(/\[[^\][]*\]/g, " ")
    .replace(stageDirection, " ")
    .replace(/[*_`#~|]+/g, "")
    .replace(label, "")
    .replace(/\p{Extended_Pictographic}/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[.,;:!?](?:\s|$))/g, "")
    .trim()
  if (!/\p{L}/u.test(plain)) return Result.fail("it has no words")
  const rule = unspeakable.find(([, pattern]) => pattern.test(plain))
  return rule === undefined ? Result.succeed(plain) : Result.fail(rule[0])
}

/** "Ada: ", which a model puts before what she says. */
const label = new RegExp(
  `^\\s*(?:${[...Speaker.literals, ...Object.values(hostProfiles).map(({ name }) => name)].join("|")}|speaker ?\\d?|narrator)\\s?:\\s`,
  "i"
)

const stageDirection =
  /[(*](?:(?:soft|light|slow|quiet|nervous)ly )?(?:laugh|chuckl|giggl|sigh|gasp|paus|beat|smil|whisper|music|sound|applau|cough|nod|clear|sing|intro|outro|fade)[^()*]{0,40}[)*]/gi

const unspeakable: ReadonlyArray<readonly [reason: string, pattern: RegExp]> = [
  ["it has an address", /\b(?:https?:|www\.)|\b[\w-]+\.(?:com|org|net|io|edu|gov)\b/i],
  ["it has markup", /[<>{}\\]/],
  [
    "it speaks as a model",
    /\bas an? (?:AI|artificial intelligence|(?:large )?language model)\b|\bI(?:['’]m| am) (?:just )?an? (?:AI|language model)\b|\b(?:OpenAI|ChatGPT)\b.{0,30}\b(?:trained|made) me\b/i
  ],
  [
    "it refuses",
    /^(?:I['’]m sorry|Sorry|I apologi[sz]e),? (?:but )?I (?:can['’]?t|cannot|can not)\b|\bI (?:can['’]?t|cannot) (?:help|assist|comply|fulfil)/i
  ],
  [
    "it speaks of the passages",
    /\bpassages? (?:\d|number|numbered|above|below)|\b(?:the|these) (?:provided|given) (?:passages?|text|sources?|material)\b|\b(?:system )?prompt\b.{0,20}\b(?:says|asks|told)\b/i
  ]
]
