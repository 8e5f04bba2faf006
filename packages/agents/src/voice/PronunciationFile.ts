import { Effect, FileSystem, Option } from "effect"

/** A word or name, and how it is written so that a voice says it right. */
export type Pronunciation = readonly [written: string, spoken: string]

/**
 * Reads the pronunciations of an operator: a line such as `Siobhan = Shivawn` each, comments after `#`.
 * There are none without the file. Lines that cannot be read are named in the log and ignored.
 */
export const read = Effect.fn("PronunciationFile.read")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.option(fs.readFileString(path))
  if (Option.isNone(text)) return []
  const { invalid, pronunciations } = parse(text.value)
  if (invalid.length > 0) {
    yield* Effect.logWarning(
      `${path}: ignored line ${invalid.slice(0, 10).join(", ")}; write "name = how it sounds"`
    )
  }
  return pronunciations
})

/** The entries of a file, and the numbers of the lines that are none, from 1. */
export const parse = (
  text: string
): {
  readonly pronunciations: ReadonlyArray<Pronunciation>
  readonly invalid: ReadonlyArray<number>
} => {
  const pronunciations: Array<Pronunciation> = []
  const invalid: Array<number> = []
  for (const [index, line] of text.split(/\r?\n/).slice(0, maxLines).entries()) {
    const content = line.replace(/#.*/, "").trim()
    if (content === "") continue
    const [written = "", spoken = "", ...rest] = content.split("=").map((part) => part.trim())
    const isEntry = rest.length === 0 && isName(written) && isName(spoken)
    if (isEntry) pronunciations.push([written, spoken])
    else invalid.push(index + 1)
  }
  return { pronunciations, invalid }
}

const isName = (text: string): boolean => text.length > 0 && text.length <= 100

const maxLines = 10_000
