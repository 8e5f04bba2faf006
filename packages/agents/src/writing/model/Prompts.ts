import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { ModelPrompt } from "../../models/Model.ts"

/** A prompt with blanks, from a file of `prompts/`: what the model is, `===`, and the material. */
export interface PromptFile {
  /** The name and the beginning of the file's digest: what was asked is part of what an answer is due to. */
  readonly version: string
  readonly render: (blanks: Readonly<Record<string, string | number>>) => ModelPrompt
}

export const load = (name: "outline" | "segment" | "snippet" | "repair" | "judge"): PromptFile => {
  const text = readFileSync(new URL(`./prompts/${name}.md`, import.meta.url), "utf8")
  const [system = "", user = ""] = text.split("\n===\n")
  return {
    version: `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`,
    render: (blanks) => ({ system: filled(system, blanks), user: filled(user, blanks) })
  }
}

/** A blank without a value is a defect. Values are put in as they are, braces included. */
const filled = (text: string, blanks: Readonly<Record<string, string | number>>): string =>
  text.trim().replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = blanks[name]
    if (value === undefined) throw new Error(`the prompt needs ${name}`)
    return String(value)
  })
