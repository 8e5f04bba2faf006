import { hole } from "../Hole.ts"
import {
  attribute,
  classes,
  descendants,
  type Element,
  isElement,
  isText,
  type Node,
  setChildren,
  text,
  textOf
} from "./HtmlTree.ts"

/**
 * Puts a hole in the place of each formula: MathML, the output of KaTeX, MathJax and MediaWiki, and TeX
 * between its delimiters. A formula that is only a number stays as that number.
 */
export const markFormulas = (root: Element): void => {
  const usesDollars = [...descendants(root)].some(
    (element) =>
      element.tagName === "script" &&
      /mathjax|katex/i.test(`${attribute(element, "src") ?? ""} ${textOf(element).slice(0, 2000)}`)
  )
  const visit = (parent: Element): void => {
    if (untouched.has(parent.tagName)) return
    setChildren(parent, parent.childNodes.map(replaced))
  }
  const replaced = (node: Node): Node => {
    if (isText(node)) {
      const value = withoutTex(node.value, usesDollars)
      return value === node.value ? node : text(value)
    }
    if (!isElement(node)) return node
    if (isFormula(node)) return text(numberIn(node) ?? hole)
    visit(node)
    return node
  }
  visit(root)
}

const untouched = new Set(["script", "style", "noscript", "textarea", "pre", "code", "template"])

const isFormula = (element: Element): boolean =>
  element.tagName === "math" ||
  element.tagName === "mjx-container" ||
  (element.tagName === "script" && /^math\//i.test(attribute(element, "type") ?? "")) ||
  (element.tagName === "img" && isFormulaImage(element)) ||
  classes(element).some((name) => formulaClass.test(name))

const formulaClass =
  /^(?:katex(?:-display)?|MathJax(?:_Display|_Preview|_SVG|_CHTML)?|mwe-math-element|texhtml|math|latex|ltx_Math|ltx_equation)$/

const isFormulaImage = (element: Element): boolean =>
  classes(element).some((name) => /^(?:mwe-math|tex$|latex$|ql-img)/.test(name)) ||
  /\/math\/render\/|latex|mathtex|codecogs/i.test(attribute(element, "src") ?? "")

const numberIn = (element: Element): string | undefined => {
  const content = textOf(element).trim()
  return /^\d[\d.,]*$/.test(content) ? content : undefined
}

/** Bounded, so that a page of opening delimiters takes linear time. */
const withoutTex = (value: string, usesDollars: boolean): string => {
  if (!/\\[([]|\$/.test(value)) return value
  const marked = value
    .replace(/\\\((?:[^\\]|\\[^()]){1,500}?\\\)|\\\[(?:[^\\]|\\[^[\]]){1,2000}?\\\]/g, hole)
    .replace(/\$\$[^$]{1,2000}\$\$/g, hole)
  return usesDollars
    ? marked.replace(/\$(?![\s\d])[^$\n]{1,300}?(?<![\s\\])\$(?!\d)/g, hole)
    : marked
}
