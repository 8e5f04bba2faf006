import { Readability } from "@mozilla/readability"
import { Result } from "effect"
import { parseHTML } from "linkedom"
import {
  descendants,
  type Element,
  element,
  isElement,
  isText,
  type Node,
  text,
  textOf
} from "./HtmlTree.ts"

/** The title and the article of a page, as Readability finds them; undefined when it finds none. */
export const readableArticle = (
  root: Element
): { readonly title: string; readonly article: Element } | undefined => {
  const { document } = parseHTML("<!doctype html><html></html>")
  const dom: Dom = document
  const target = dom.documentElement
  for (const child of root.childNodes) appendCopy(dom, target, child)
  // Readability throws on some pages, and they can be read without it.
  const found = Result.getOrElse(
    Result.try(() =>
      new Readability<DomNode>(document, { serializer: (node: DomNode) => node }).parse()
    ),
    () => null
  )
  if (!found?.content) return undefined
  return { title: found.title ?? "", article: element("div", {}, [copyOf(found.content)]) }
}

interface DomNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<DomNode>
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>
}

interface DomParent extends DomNode {
  appendChild(node: DomNode): unknown
  setAttribute(name: string, value: string): void
}

interface Dom {
  readonly documentElement: DomParent
  createElement(name: string): DomParent
  createTextNode(value: string): DomNode
}

/** Attributes that Readability or the reader looks at. */
const kept = new Set(
  "id class href src role rel itemprop itemtype property name content lang alt title type".split(
    " "
  )
)

const appendCopy = (dom: Dom, parent: DomParent, node: Node): void => {
  if (isText(node)) {
    parent.appendChild(dom.createTextNode(node.value))
  } else if (isElement(node) && /^[a-z][\w.-]*$/i.test(node.tagName)) {
    const copy = dom.createElement(node.tagName)
    for (const { name, value } of node.attrs) if (kept.has(name)) copy.setAttribute(name, value)
    for (const child of node.childNodes) appendCopy(dom, copy, child)
    parent.appendChild(copy)
  }
}

const copyOf = (node: DomNode): Node => {
  if (node.nodeType !== 1) return text(node.nodeType === 3 ? (node.textContent ?? "") : "")
  const attributes = [...(node.attributes ?? [])].map(({ name, value }) => [name, value])
  return element(
    node.nodeName.toLowerCase(),
    Object.fromEntries(attributes),
    [...node.childNodes].map(copyOf)
  )
}

/** The content of the `title` element. */
export const pageTitle = (root: Element): string => {
  for (const candidate of descendants(root)) {
    if (candidate.tagName === "title") return textOf(candidate)
  }
  return ""
}
