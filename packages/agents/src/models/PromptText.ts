import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

/** The text of a prompt, with blanks such as `{{title}}`. */
export interface PromptText {
  /** The name of the prompt and the beginning of its digest. */
  readonly version: string
  readonly text: string
}

/** Reads `NAME.md` of a folder, which ends with a slash. */
export const read = (folder: URL, name: string): PromptText => {
  const text = readFileSync(new URL(`${name}.md`, folder), "utf8")
  return {
    version: `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`,
    text
  }
}

/** A blank without a value is a defect. Values are put in as they are, braces included. */
export const fill = (text: string, blanks: Readonly<Record<string, string | number>>): string =>
  text.trim().replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = blanks[name]
    if (value === undefined) throw new Error(`the prompt needs ${name}`)
    return String(value)
  })
