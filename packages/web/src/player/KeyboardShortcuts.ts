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

/** Whether the key toggles playback while the focus is outside of the player, where no control uses it. */
export const isPageToggle = (press: KeyPress): boolean =>
  press.key === " " &&
  press.target instanceof HTMLElement &&
  ["BODY", "MAIN", "H1"].includes(press.target.tagName)

const isSelect = (target: EventTarget | null) => target instanceof HTMLSelectElement
const isInput = (target: EventTarget | null) => target instanceof HTMLInputElement
const isButton = (target: EventTarget | null) => target instanceof HTMLButtonElement
