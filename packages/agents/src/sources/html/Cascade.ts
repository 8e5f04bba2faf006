import { compile, type Options } from "css-select"
import { Result } from "effect"
import {
  attribute,
  classes,
  descendants,
  type Element,
  isElement,
  type Node,
  type Parent,
  parsePiece,
  textOf
} from "./HtmlTree.ts"
import { appliesOnScreen } from "./MediaQuery.ts"
import {
  type Declaration,
  parseStyleAttribute,
  parseStylesheet,
  type StyleRule
} from "./Stylesheet.ts"

/** The values that the author's styles give an element, by property; inherited ones excluded. */
export type OwnStyle = ReadonlyMap<string, string>

export interface Cascade {
  styleOf(element: Element): OwnStyle
  /** Names of all `@keyframes` of the page. */
  readonly animations: ReadonlySet<string>
}

/**
 * The cascade of a page (CSS Cascading 5) over its `style` elements and attributes: importance, layers,
 * specificity, order. Style sheets in other files are not fetched.
 */
export const cascadeOf = (root: Element): Cascade => {
  const sheets = styleElements(root).map((css) => parseStylesheet(css))
  const index = indexed(sheets.flatMap(({ rules }) => rules))
  return {
    animations: new Set(sheets.flatMap(({ animations }) => animations)),
    styleOf: (element) => {
      const matched = index.candidates(element).filter(({ matches }) => matches(element))
      const inline = attribute(element, "style")
      const sets = [
        ...matched.map(({ rule }) => rule.declarations),
        ...(inline === undefined ? [] : [parseStyleAttribute(inline)])
      ]
      return sets.length === 0 ? noStyle : winners(sets)
    }
  }
}

/** What the page's `noscript` styles say of an element: how it looks where no script runs. */
export const cascadeWithoutScripts = (root: Element): Cascade => {
  const pieces = [...descendants(root)]
    .filter(({ tagName }) => tagName === "noscript")
    .flatMap((noscript) => parsePiece(textOf(noscript)))
  const styles = pieces.filter(isElement).flatMap((piece) => [piece, ...descendants(piece)])
  const index = indexed(
    styles
      .filter(({ tagName }) => tagName === "style")
      .flatMap((style) => parseStylesheet(textOf(style)).rules)
  )
  return {
    animations: new Set(),
    styleOf: (element) => {
      const matched = index.candidates(element).filter(({ matches }) => matches(element))
      return matched.length === 0 ? noStyle : winners(matched.map(({ rule }) => rule.declarations))
    }
  }
}

const noStyle: OwnStyle = new Map()

/** Later sets win over earlier ones; important declarations over all others. */
const winners = (sets: ReadonlyArray<ReadonlyArray<Declaration>>): OwnStyle => {
  const all = sets.flat()
  return new Map(
    [...all.filter((one) => !one.isImportant), ...all.filter((one) => one.isImportant)].flatMap(
      ({ property, value }) => [
        [property, value],
        ...longhands(property).map((name): [string, string] => [name, value])
      ]
    )
  )
}

/** Shorthands whose value is also that of their parts, as far as visibility is concerned. */
const longhands = (property: string): ReadonlyArray<string> => {
  if (property === "inset") return ["left", "top"]
  if (property === "overflow") return ["overflow-x", "overflow-y"]
  if (property === "text-decoration") return ["text-decoration-line"]
  return property === "background" ? ["background-color", "background-image"] : []
}

const styleElements = (root: Element): ReadonlyArray<string> =>
  [...descendants(root)]
    .filter(
      (element) =>
        element.tagName === "style" &&
        /^(?:text\/css)?$/i.test(attribute(element, "type") ?? "") &&
        appliesOnScreen(attribute(element, "media") ?? "")
    )
    .map(textOf)

interface IndexedRule {
  readonly rule: StyleRule
  readonly order: number
  readonly matches: (element: Element) => boolean
}

/** Rules by the id, class or type that their last compound selector requires, as browsers do it. */
const indexed = (rules: ReadonlyArray<StyleRule>) => {
  const byKey = new Map<string, Array<IndexedRule>>()
  const ordered = rules.toSorted(
    (left, right) =>
      Number(right.isLayered) - Number(left.isLayered) || left.specificity - right.specificity
  )
  for (const [order, rule] of ordered.entries()) {
    const key = keyOf(rule.selector)
    const list = byKey.get(key) ?? []
    list.push({ rule, order, matches: matcher(rule.selector) })
    byKey.set(key, list)
  }
  return {
    candidates: (element: Element): ReadonlyArray<IndexedRule> => {
      const id = attribute(element, "id")
      return [
        "*",
        element.tagName,
        ...(id === undefined ? [] : [`#${id}`]),
        ...classes(element).map((name) => `.${name}`)
      ]
        .flatMap((key) => byKey.get(key) ?? [])
        .toSorted((left, right) => left.order - right.order)
    }
  }
}

/** A simple selector that every matching element satisfies; `*` when none is obvious. */
const keyOf = (selector: string): string => {
  const last = selector.slice(lastCombinator(selector) + 1)
  const plain = last.split(/[:[]/, 1)[0] ?? ""
  const [, key] = /([#.][\w-]+|^[\w-]+)$/.exec(plain) ?? []
  if (key === undefined || plain.includes("\\")) return "*"
  return /^[#.]/.test(key) ? key : key.toLowerCase()
}

const lastCombinator = (selector: string): number => {
  let depth = 0
  for (let at = selector.length - 1; at >= 0; at--) {
    const character = selector[at] ?? ""
    if (character === ")" || character === "]") depth++
    else if (character === "(" || character === "[") depth--
    else if (depth === 0 && /[\s>+~]/.test(character)) return at
  }
  return -1
}

/** Compiled at first use; a selector that is not understood matches nothing, as in a browser. */
const matcher = (selector: string): ((element: Element) => boolean) => {
  let compiled: ((element: Element) => boolean) | undefined
  return (element) => {
    compiled ??= Result.getOrElse(
      Result.try(() => compile<Node | Parent, Element>(selector, options)),
      () => () => false
    )
    return compiled(element)
  }
}

const never = () => false

const options: Options<Node | Parent, Element> = {
  pseudos: {
    focus: never,
    "focus-within": never,
    "focus-visible": never,
    target: never,
    "target-within": never,
    fullscreen: never,
    "popover-open": never,
    modal: never,
    host: never,
    defined: (element) => !element.tagName.includes("-")
  },
  adapter: {
    isTag: isElement,
    getAttributeValue: attribute,
    hasAttrib: (element, name) => attribute(element, name) !== undefined,
    getChildren: (node) => ("childNodes" in node ? node.childNodes : []),
    getName: ({ tagName }) => tagName,
    getParent: ({ parentNode }) =>
      parentNode !== null && isElement(parentNode) ? parentNode : null,
    getSiblings: (node) =>
      "parentNode" in node && node.parentNode !== null ? node.parentNode.childNodes : [node],
    getText: textOf,
    removeSubsets: (nodes) => nodes
  }
}
