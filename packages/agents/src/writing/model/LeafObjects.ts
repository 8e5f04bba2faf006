/** Where a scan of a text has come to. */
export interface Scan {
  /** From the last `{` on; empty outside of objects. */
  readonly open: string
  readonly inString: boolean
  readonly escaped: boolean
}

export const start: Scan = { open: "", inString: false, escaped: false }

/**
 * The JSON objects without objects in them that a piece of text completes. Models write one object on
 * a line when they are asked to, or an array, or an object with an array, with or without a fence: all
 * of that is the same to this scan.
 */
export const scan = (
  state: Scan,
  text: string
): readonly [next: Scan, found: ReadonlyArray<string>] => {
  const found: Array<string> = []
  let { escaped, inString, open } = state
  for (const character of text) {
    if (inString) {
      open += character
      if (escaped) escaped = false
      else if (character === "\\") escaped = true
      else if (character === '"') inString = false
      if (open.length > maxObject) [open, inString, escaped] = ["", false, false]
      continue
    }
    if (character === "{") {
      open = character
      continue
    }
    if (open === "") continue
    open += character
    if (character === '"') inString = true
    if (character === "}") {
      found.push(open)
      open = ""
    }
  }
  return [{ escaped, inString, open }, found]
}

/** Characters: a longer one is not a line. */
const maxObject = 8000
