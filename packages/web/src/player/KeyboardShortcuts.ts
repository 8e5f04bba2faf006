export type Shortcut = "toggle" | "back" | "forward"

interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly target: EventTarget | null
}

const letters: Readonly<Record<string, Shortcut>> = { k: "toggle", j: "back", l: "forward" }
const otherKeys: Readonly<Record<string, Shortcut>> = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward"
}

/** The shortcut of a key while the focus is in the player. Controls keep the keys that they use themselves. */
export const shortcutFor = (press: KeyPress): Shortcut | undefined => {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  const letter = letters[press.key.toLowerCase()]
  if (letter !== undefined) return isSelect(press.target) ? undefined : letter
  if (isSelect(press.target) || isInput(press.target)) return undefined
  if (press.key === " " && isButton(press.target)) return undefined
  return otherKeys[press.key]
}

/** The shortcut of a key while the focus is outside of the player: letters, and the space bar where no control uses it. */
export const pageShortcutFor = (press: KeyPress): Shortcut | undefined => {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  const { target } = press
  if (!(target instanceof HTMLElement) || isInput(target) || isSelect(target)) return undefined
  if (press.key === " ") return pageElements.has(target.tagName) ? "toggle" : undefined
  return letters[press.key.toLowerCase()]
}

const pageElements: ReadonlySet<string> = new Set(["BODY", "MAIN", "H1"])

const isSelect = (target: EventTarget | null) => target instanceof HTMLSelectElement
const isInput = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
const isButton = (target: EventTarget | null) => target instanceof HTMLButtonElement
