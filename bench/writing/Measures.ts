import { objections } from "@aethercast/agents/writing/model/LineCheck"
import { speakable } from "@aethercast/agents/writing/Sentence"
import { linesSeconds } from "@aethercast/agents/writing/SpokenLength"
import { terms, wordCount } from "@aethercast/agents/writing/Terms"
import { hostProfiles } from "@aethercast/domain/Hosts"
import type { Line } from "@aethercast/domain/Script"
import type { Passage } from "@aethercast/domain/Source"
import type { WritingTopic } from "./Topics.ts"
import type { Transcript } from "./Transcript.ts"

/** A transcript, and what could be read about its topic. */
export interface Written {
  readonly transcript: Transcript
  readonly topic: WritingTopic
}

/** A measure over many transcripts. */
export interface Measure {
  readonly label: string
  readonly of: (written: ReadonlyArray<Written>) => number
}

const all = ({ transcript: { body, closing, opening } }: Written): ReadonlyArray<Line> => [
  ...opening,
  ...body,
  ...closing
]
const body = ({ transcript }: Written): ReadonlyArray<Line> => transcript.body
const isRemark = ({ passages }: Line): boolean => passages.length === 0
const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const percent = (part: number, whole: number): number => (100 * part) / Math.max(1, whole)

/** The measures of PodEval that run without a model, and those of what listeners complained about. */
export const measures: ReadonlyArray<Measure> = [
  {
    label: "lines with a supporting passage, %",
    of: (written) => share(written.flatMap(body), (line) => !isRemark(line))
  },
  {
    label: "words that are a template, %",
    of: (written) => {
      const lines = written.flatMap(body)
      return percent(words(lines.filter(isRemark)), words(lines))
    }
  },
  {
    label: "quotations that need what was left out, %",
    of: (written) => {
      const sentences = written.flatMap(quotations)
      return percent(sentences.filter(({ dangles }) => dangles).length, sentences.length)
    }
  },
  {
    label: "quotations that use a short name before the full one, %",
    of: (written) => {
      const sentences = written.flatMap(shortNames)
      return percent(sentences.filter(({ isShort }) => isShort).length, sentences.length)
    }
  },
  {
    label: "quotations that go on where the one before ends, %",
    of: (written) => {
      const sentences = written.flatMap(spokenPassages)
      return percent(sentences.filter(({ goesOn }) => goesOn).length, sentences.length)
    }
  },
  {
    label: "questions about a name that was not said, %",
    of: (written) => {
      const asked = written.flatMap(questions)
      return percent(asked.filter(({ isLoose }) => isLoose).length, asked.length)
    }
  },
  {
    label: "calls to go on that no continuation follows, %",
    of: (written) => {
      const calls = written.flatMap(callsToGoOn)
      return percent(calls.filter(({ isAnswered }) => !isAnswered).length, calls.length)
    }
  },
  {
    label: "lines that announce a document's title, %",
    of: (written) =>
      mean(
        written.map((one) =>
          share(body(one), (line) => isRemark(line) && announces(line.text, one.topic))
        )
      )
  },
  {
    label: "distinct-2 of an episode",
    of: (written) => mean(written.map((one) => distinct(all(one), 2)))
  },
  {
    label: "distinct-2 of all remarks",
    of: (written) => distinct(written.flatMap(all).filter(isRemark), 2)
  },
  {
    label: "new terms in a minute",
    of: (written) =>
      mean(
        written.map((one) => {
          const lines = all(one)
          const known = new Set(terms(lines.map(({ text }) => text).join(" ")))
          return (60 * known.size) / linesSeconds(lines)
        })
      )
  },
  {
    label: "sequences of five words that were said before, %",
    of: (written) => mean(written.map((one) => 100 * (1 - distinct(all(one), 5))))
  },
  {
    label: "lines that the check of a model's lines accepts, %",
    of: (written) => {
      const checked = written.flatMap(accepted)
      return percent(checked.filter((is) => is).length, checked.length)
    }
  },
  {
    label: "questions that a line with a passage follows, %",
    of: (written) => {
      const answered = written.flatMap(answers)
      return percent(answered.filter((is) => is).length, answered.length)
    }
  },
  {
    label: "a statement within the first 20 s, and sources and thanks at the end, %",
    of: (written) => percent(written.filter(isFramed).length, written.length)
  },
  {
    label: "length error, %",
    of: (written) =>
      mean(
        written
          .filter(({ topic }) => topic.passages.length >= enough)
          .map((one) =>
            percent(
              Math.abs(linesSeconds(all(one)) - one.transcript.seconds),
              one.transcript.seconds
            )
          )
      )
  },
  {
    label: "greeting and farewell, s",
    of: (written) =>
      mean(
        written.map(({ topic, transcript: { closing, opening } }) =>
          linesSeconds([...opening.filter((line) => !isQuoted(line, topic)), ...closing])
        )
      )
  }
]

/** Passages that fill three minutes. */
const enough = 40

const share = (lines: ReadonlyArray<Line>, is: (line: Line) => boolean): number =>
  percent(lines.filter(is).length, lines.length)

const words = (lines: ReadonlyArray<Line>): number =>
  lines.reduce((sum, { text }) => sum + wordCount(text), 0)

/** Of each line, whether a model might have said it: see `LineCheck`. */
const accepted = (written: Written): ReadonlyArray<boolean> => {
  const { passages, sources, title } = written.topic
  const numbers = new Map(passages.map(({ id }, at) => [id, at + 1]))
  const names = Object.values(hostProfiles).map(({ name }) => name)
  const evidence = {
    passages: new Map(passages.map((passage, at) => [at + 1, passage])),
    known: [title, ...sources.map(({ title }) => title), ...names].join(". ")
  }
  return body(written).map((line) => {
    const ids = [...line.passages, ...quoted(written, line).map(({ id }) => id)]
    const cited = ids.flatMap((id) => numbers.get(id) ?? [])
    return objections(line.text, cited, evidence).length === 0
  })
}

/** Of each question in the body, whether what follows rests on a passage. */
const answers = (written: Written): ReadonlyArray<boolean> => {
  const lines = body(written)
  return lines.flatMap((line, at) => {
    const next = lines[at + 1]
    return line.text.endsWith("?") && isRemark(line) ? [next !== undefined && !isRemark(next)] : []
  })
}

const isFramed = (written: Written): boolean => {
  const { closing } = written.transcript
  const lines = all(written)
  const end = closing.map(({ text }) => text).join(" ")
  const statement = lines.findIndex(
    (line, at) => at > 0 && wordCount(line.text) >= 8 && !line.text.endsWith("?")
  )
  return (
    statement > 0 &&
    linesSeconds(lines.slice(0, statement)) <= 20 &&
    end.includes("“") &&
    /\bthank/i.test(end)
  )
}

const distinct = (lines: ReadonlyArray<Line>, n: number): number => {
  const tokens = lines.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [])
  const grams = tokens.slice(n - 1).map((_, at) => tokens.slice(at, at + n).join(" "))
  return new Set(grams).size / Math.max(1, grams.length)
}

/** A teaser is quoted in the opening without its passage. */
const isQuoted = ({ text }: Line, { passages }: WritingTopic): boolean =>
  passages.some((passage) => passage.text.includes(text.replace(/[.…]+$/, "")))

const announces = (text: string, { sources }: WritingTopic): boolean =>
  sources.some(({ title }) => text.includes(title.split(/[:–—]/)[0]?.trim() ?? title))

/** The passage of a line, found by its text: the passages of a recording have other ids. */
const quoted = ({ topic }: Written, line: Line): ReadonlyArray<Passage> =>
  isRemark(line)
    ? []
    : topic.passages.filter(({ text }) => speakable(text).includes(line.text)).slice(0, 1)

/** "And then?", and whether the sentence that comes next in the source was read out. */
const callsToGoOn = (written: Written) => {
  const lines = body(written)
  return lines.flatMap((line, at) => {
    if (!isRemark(line) || !goOn.test(line.text)) return []
    const last = lines
      .slice(0, at)
      .flatMap((each) => quoted(written, each))
      .at(-1)
    const [next] = lines.slice(at).flatMap((each) => quoted(written, each))
    return [
      {
        isAnswered:
          last !== undefined && next?.source === last.source && next.position === last.position + 1
      }
    ]
  })
}

const goOn =
  /\b(?:and then\?|and further\?|and next\?|comes next\?|go on[.?]|keep going|carry on|stop there|does it continue|from there)/i

/** Each quoted sentence once. */
const quotedOnce = (written: Written): ReadonlyArray<Passage> => {
  const spoken = body(written).flatMap((line) => quoted(written, line))
  return spoken.filter((passage, at) => spoken[at - 1] !== passage)
}

/** Whether each sentence needs one that was not said right before it. */
const quotations = (written: Written) => {
  const once = quotedOnce(written)
  return once.map((passage, at) => ({ dangles: dangles(passage, once.slice(0, at)) }))
}

const spokenPassages = (written: Written) => {
  const once = quotedOnce(written)
  return once.map(({ position, source }, at) => {
    const previous = once[at - 1]
    return { goesOn: previous?.source === source && previous.position === position - 1 }
  })
}

/** "Huber published": whether the source has "Francois Huber" before, and the episode has not. */
const shortNames = (written: Written) => {
  const opening = written.transcript.opening.map(({ text }) => text)
  const once = quotedOnce(written)
  return once.map(({ position, source, text }, at) => {
    const said = [...opening, ...once.slice(0, at).map((passage) => passage.text), text]
    const before = written.topic.passages
      .filter((passage) => passage.source === source && passage.position < position)
      .map((passage) => passage.text)
    const surnames =
      text.match(/(?<!\p{Lu}[\p{L}.]* )(?<!\p{L})\p{Lu}\p{Ll}{2,}(?!\p{L}| \p{Lu})/gu) ?? []
    return {
      isShort: surnames.some((name) => {
        const full = new RegExp(
          `(?<=[a-z,:“] |^)(?!${notGiven})\\p{Lu}\\p{Ll}+ ${name}(?!\\p{L})`,
          "u"
        )
        const introduced = before.find((earlier) =>
          new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, "u").test(earlier)
        )
        return (
          introduced !== undefined && full.test(introduced) && !said.some((each) => full.test(each))
        )
      })
    }
  })
}

const notGiven =
  "(?:The|An?|In|At|On|By|For|From|When|While|If|As|After|Before|Since|Until|Because|Only|Many|Most|Some|Every|Each|Both|Like|North|South|East|West|New|Great|Under|Over|Even|\\p{L}+(?:an|ish|ese|ch)) "

const dangles = ({ position, source, text }: Passage, said: ReadonlyArray<Passage>): boolean => {
  const previous = said.at(-1)
  const isContinued = previous?.source === source && previous.position === position - 1
  if (isContinued) return false
  if (reference.test(text) || ordinal.test(text) || bareNoun.test(text) || ellipsis.test(text))
    return true
  const institution = shortName.exec(text)?.[1]
  return (
    institution !== undefined &&
    !said.some(({ text }) => text.includes(institution)) &&
    !fullName.test(text)
  )
}

const reference =
  /^["“]?(?:(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Such|Both|But|And|So|Yet|Then|Thus|Hence|However|Therefore|Instead|Here|There(?= was| were| he| she| they)|Another|Others?)\b|The (?:same|latter|former|other|others|result|rest|two)\b)/

/** "The second machine", "Bede's second observation": the first was left out. */
const ordinal =
  /^(?:(?:The|An?|\S+['’]s) (?:\p{Ll}+ )?(?:second|third|fourth|fifth|next) (?!of |half |century |most )\p{Ll}+(?<!est) |(?:On|In|At|By) (?:\S+ ){1,4}another )/u

/** "The committee credited ...": which one was said before. */
const bareNoun =
  /^The (?:clock|committee|company|crew|device|experiment|expedition|law|machine|prize|project|question|report|researchers|scientists|ship|sight|study|survey|team) \p{Ll}+(?:s|ed)\b/u

/** "Kleitman did not, and his body temperature ...": what he did not do was said before. */
const ellipsis =
  /^(?:\S+ ){1,3}(?:did|does|do|was|were|had|has|could|would)(?: not|n['’]t)?(?:,|;| and\b| but\b)/

/** "the Act", which nobody has named. */
const shortName =
  /\bthe (Act|Treaty|Bill|Convention|Commission|Committee|Council|Company|Board|Society|Institute|Ministry|Directive|Protocol|Agreement|Report|Survey|Project)\b(?! (?:of|for|on)\b)/

const fullName =
  /(?<!\p{L})\p{Lu}\p{L}+ (?:Act|Treaty|Bill|Convention|Commission|Committee|Council|Company|Board|Society|Institute|Ministry|Directive|Protocol|Agreement|Report|Survey|Project)\b/u

/** The questions of an episode, and whether they name what was not said before. */
const questions = (written: Written) => {
  const lines = all(written)
  return lines.flatMap((line, at) => {
    const { text } = line
    if (!text.endsWith("?") || !isRemark(line)) return []
    const name = /(?<=\S )(?:the )?\p{Lu}\p{L}+(?: (?:of |the |de )*\p{Lu}\p{L}+)+/u.exec(text)?.[0]
    const before = lines
      .slice(0, at)
      .map(({ text }) => text)
      .join(" ")
    const bare = name?.replace(/^the /, "")
    return [{ isLoose: bare !== undefined && !before.includes(bare) }]
  })
}
