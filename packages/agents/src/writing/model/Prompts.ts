import type { ModelPrompt } from "../../models/Model.ts"
import { fill, read } from "../../models/PromptText.ts"

/** A prompt with blanks, from a file of `prompts/`: what the model is, `===`, and the material. */
export interface PromptFile {
  /** The name and the beginning of the file's digest: what was asked is part of what an answer is due to. */
  readonly version: string
  readonly render: (blanks: Readonly<Record<string, string | number>>) => ModelPrompt
}

export const load = (name: "outline" | "segment" | "snippet" | "repair" | "judge"): PromptFile => {
  const { text, version } = read(folder, name)
  const [system, user] = text.split("\n===\n")
  if (system === undefined || user === undefined) throw new Error(`${name}.md has no line "==="`)
  return {
    version,
    render: (blanks) => ({ system: fill(system, blanks), user: fill(user, blanks) })
  }
}

const folder = new URL("./prompts/", import.meta.url)
