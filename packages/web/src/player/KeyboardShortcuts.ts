/** What a key does while the player has the focus. */
export type KeyCommand = "toggle" | "back" | "forward"

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly target: EventTarget | null
}

const letters: Readonly<Record<string, KeyCommand>> = { k: "toggle", j: "back", l: "forward" }
const others: Readonly<Record<string, KeyCommand>> = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward"
}

/** Buttons, links, sliders and lists keep the keys that the browser gives them; letters are ours everywhere. */
export const keyCommand = (press: Press): KeyCommand | undefined => {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  const letter = letters[press.key.toLowerCase()]
  if (letter !== undefined) return isList(press.target) ? undefined : letter
  if (isList(press.target) || isSlider(press.target)) return undefined
  if (press.key === " " && takesSpace(press.target)) return undefined
  return others[press.key]
}

/** Whether a press of the space bar is meant for the page as a whole, where nothing else takes it. */
export const isForPage = (press: Press): boolean =>
  press.key === " " &&
  press.target instanceof HTMLElement &&
  ["BODY", "MAIN", "H1"].includes(press.target.tagName)

const isList = (target: EventTarget | null) => target instanceof HTMLSelectElement
const isSlider = (target: EventTarget | null) => target instanceof HTMLInputElement
const takesSpace = (target: EventTarget | null) => target instanceof HTMLButtonElement
