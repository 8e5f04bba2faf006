import { type CssNode, type Declaration as CssDeclaration, generate, ident, parse } from "css-tree"
import { appliesOnScreen } from "./MediaQuery.ts"

/** One declaration, such as `display: none`; names and values in lower case. */
export interface Declaration {
  readonly property: string
  readonly value: string
  readonly isImportant: boolean
}

/** One selector with its declarations. */
export interface StyleRule {
  readonly selector: string
  /** Ids, classes, types (CSS Selectors 4, 16), as one number. */
  readonly specificity: number
  /** Whether it stands in a cascade layer, which every rule outside of layers overrides. */
  readonly isLayered: boolean
  readonly declarations: ReadonlyArray<Declaration>
}

export interface Stylesheet {
  readonly rules: ReadonlyArray<StyleRule>
  /** Names of its `@keyframes`. */
  readonly animations: ReadonlyArray<string>
}

/** The rules of a style sheet that apply on a screen, in their order. */
export const parseStylesheet = (css: string): Stylesheet => {
  const rules: Array<StyleRule> = []
  const animations: Array<string> = []

  const visit = (node: CssNode, within: Within): void => {
    if (node.type === "Rule") {
      const selectors = selectorsOf(node.prelude, within.selectors)
      block(node.block, { ...within, selectors, depth: within.depth + 1 })
    } else if (node.type === "Atrule") {
      const prelude = node.prelude === null ? "" : generate(node.prelude)
      const name = node.name.toLowerCase()
      if (/^(?:-\w+-)?keyframes$/.test(name)) animations.push(prelude)
      if (node.block === null || !isActive(name, prelude)) return
      block(node.block, { ...within, isLayered: within.isLayered || name === "layer" })
    } else if (node.type === "Raw" && within.selectors.length > 0 && within.depth < maxDepth) {
      // A nested rule without an ampersand, which css-tree leaves unparsed.
      const nested = /^\s*[>+~]/.test(node.value) ? `& ${node.value}` : node.value
      each(parse(nested, options), (child) => {
        if (child.type !== "Raw") visit(child, within)
      })
    }
  }

  const block = (node: CssNode, within: Within): void => {
    const declarations = declarationsIn(node)
    if (declarations.length > 0) {
      for (const one of within.selectors) {
        rules.push({ ...one, isLayered: within.isLayered, declarations })
      }
    }
    each(node, (child) => visit(child, within))
  }

  each(parse(css, options), (child) => visit(child, { selectors: [], isLayered: false, depth: 0 }))
  return { rules, animations }
}

interface Selector {
  readonly selector: string
  readonly specificity: number
}

/** What a rule is nested in. */
interface Within {
  readonly selectors: ReadonlyArray<Selector>
  readonly isLayered: boolean
  readonly depth: number
}

/** Of nested rules: no style sheet that people write nests deeper. */
const maxDepth = 8

const options = { parseCustomProperty: false }

const each = (node: CssNode, visit: (child: CssNode) => void): void => {
  for (const child of childrenOf(node)) visit(child)
}

/** The declarations of a `style` attribute. */
export const parseStyleAttribute = (css: string): ReadonlyArray<Declaration> => {
  return declarationsIn(parse(css, { ...options, context: "declarationList" }))
}

const isActive = (name: string, prelude: string): boolean => {
  if (name === "media") return appliesOnScreen(prelude)
  if (name === "supports") return !/^not\b/i.test(prelude)
  return name === "layer" || name === "container" || name === "scope"
}

const declarationsIn = (node: CssNode): ReadonlyArray<Declaration> =>
  node.type === "Block" || node.type === "DeclarationList"
    ? node.children
        .toArray()
        .flatMap((child) => (child.type === "Declaration" ? [declaration(child)] : []))
    : []

const declaration = ({ important, property, value }: CssDeclaration): Declaration => ({
  property: property.startsWith("--") ? property : unescaped(property).toLowerCase(),
  value: unescaped(generate(value)).trim().toLowerCase(),
  isImportant: important !== false
})

const unescaped = (text: string): string => (text.includes("\\") ? ident.decode(text) : text)

const selectorsOf = (
  prelude: CssNode,
  parents: ReadonlyArray<Selector>
): ReadonlyArray<Selector> => {
  if (prelude.type !== "SelectorList") return []
  const outer = `:is(${parents.map(({ selector }) => selector).join(",")})`
  const inherited = Math.max(0, ...parents.map(({ specificity }) => specificity))
  return childrenOf(prelude).map((child) => {
    const own = generate(child)
    const nested = own.includes("&") ? own.replaceAll("&", outer) : `${outer} ${own}`
    return {
      selector: parents.length === 0 ? own.replaceAll("&", ":root") : nested,
      specificity: specificityOf(child) + inherited
    }
  })
}

const specificityOf = (node: CssNode): number => {
  switch (node.type) {
    case "Selector":
    case "SelectorList":
      return childrenOf(node).reduce((sum, child) => sum + specificityOf(child), 0)
    case "IdSelector":
      return 1_000_000
    case "ClassSelector":
    case "AttributeSelector":
      return 1000
    case "PseudoClassSelector": {
      const name = node.name.toLowerCase()
      if (name === "where") return 0
      if (name !== "is" && name !== "not" && name !== "has") return 1000
      const lists = childrenOf(node).flatMap((list) =>
        list.type === "SelectorList" ? childrenOf(list) : [list]
      )
      return Math.max(0, ...lists.map(specificityOf))
    }
    case "TypeSelector":
      return node.name === "*" ? 0 : 1
    case "PseudoElementSelector":
      return 1
    default:
      return 0
  }
}

const childrenOf = (node: CssNode): ReadonlyArray<CssNode> =>
  "children" in node && node.children !== null && typeof node.children === "object"
    ? node.children.toArray()
    : []
