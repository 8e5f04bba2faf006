import { Data, Result } from "effect"
import {
  defaultTreeAdapter,
  type DefaultTreeAdapterTypes,
  html,
  parse,
  parseFragment
} from "parse5"

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Element = DefaultTreeAdapterTypes.Element
export type Text = DefaultTreeAdapterTypes.TextNode
export type Parent = DefaultTreeAdapterTypes.ParentNode

/**
 * The tree that a browser builds from a page (HTML Standard 13.2); or why it is not read. At most
 * 50,000 elements, nested 256 deep: later steps recurse, and some take the square of the depth.
 */
export const parsePage = (text: string): Result.Result<Element, string> =>
  Result.try({
    try: () => {
      const { childNodes } = parse(text, { treeAdapter: limitedAdapter() })
      return childNodes.find(isElement) ?? element("html")
    },
    catch: (error) => {
      if (error instanceof TooComplex) return error.reason
      throw error
    }
  })

/** The nodes of a piece of HTML, such as the content of `noscript`. */
export const parsePiece = (text: string): ReadonlyArray<Node> =>
  parseFragment(text, { treeAdapter: limitedAdapter() }).childNodes

export const isElement = (node: Node | Parent): node is Element => "tagName" in node

export const isText = (node: Node): node is Text => node.nodeName === "#text"

/** A new element without a parent. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  children: ReadonlyArray<Node> = []
): Element => {
  const created = defaultTreeAdapter.createElement(
    name,
    html.NS.HTML,
    Object.entries(attributes).map(([key, value]) => ({ name: key, value }))
  )
  for (const child of children) defaultTreeAdapter.appendChild(created, child)
  return created
}

export const text = (value: string): Text => defaultTreeAdapter.createTextNode(value)

/** The value of an attribute; undefined when it is absent. */
export const attribute = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((attr) => attr.name === name)?.value

export const classes = (node: Element): ReadonlyArray<string> =>
  (attribute(node, "class") ?? "").split(/\s+/).filter(Boolean)

/** Gives an element another name, and keeps all else. */
export const rename = (node: Element, name: string): void => {
  node.tagName = name
  node.nodeName = name
}

/** Replaces the children of a parent. */
export const setChildren = (parent: Parent, children: ReadonlyArray<Node>): void => {
  parent.childNodes = [...children]
  for (const child of children) child.parentNode = parent
}

/** The text of a node and everything in it, comments and templates excluded. */
export const textOf = (node: Node | Parent): string => {
  if ("value" in node) return node.value
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : ""
}

/** The elements below a parent in document order. */
export const descendants = function* (parent: Parent): Generator<Element> {
  for (const child of parent.childNodes) {
    if (!isElement(child)) continue
    yield child
    yield* descendants(child)
  }
}

export const find = (
  parent: Parent,
  isWanted: (element: Element) => boolean
): Element | undefined => {
  for (const candidate of descendants(parent)) if (isWanted(candidate)) return candidate
  return undefined
}

const maxElements = 50_000
const maxDepth = 256

/** The parser has no other way to stop. */
class TooComplex extends Data.Error<{ readonly reason: string }> {}

const limitedAdapter = () => {
  let elements = 0
  let depth = 0
  return {
    ...defaultTreeAdapter,
    createElement: (...args: Parameters<typeof defaultTreeAdapter.createElement>) => {
      if (++elements > maxElements) throw new TooComplex({ reason: "it has too many elements" })
      return defaultTreeAdapter.createElement(...args)
    },
    onItemPush: () => {
      if (++depth > maxDepth) {
        throw new TooComplex({ reason: "its elements are nested too deeply" })
      }
    },
    onItemPop: () => {
      depth--
    }
  }
}
