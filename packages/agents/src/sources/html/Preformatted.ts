import { textBlocks } from "../TextBlocks.ts"
import { element, type Element, text, textOf } from "./HtmlTree.ts"

/** The paragraphs of preformatted text when it is prose, such as a mail in an archive; none for code. */
export const preformattedProse = (pre: Element): ReadonlyArray<Element> => {
  const content = textOf(pre).replace(/^(?:> ?)+/gm, "")
  const blocks = textBlocks(content)
  const prose = blocks.filter((block) => isProse(block.text))
  const letters = prose.reduce((sum, block) => sum + block.text.length, 0)
  if (letters < content.trim().length / 2) return []
  return blocks
    .filter((block) => block.kind === "heading" || isProse(block.text))
    .map((block) => element(block.kind === "heading" ? "h3" : "p", {}, [text(block.text)]))
}

const isProse = (paragraph: string): boolean => {
  const plain = paragraph.match(/[\p{L}\p{N}\s,.'’"“”、。・-]/gu)?.length ?? 0
  const words = paragraph.match(/\p{L}{2,}/gu) ?? []
  return (
    plain > paragraph.length * 0.94 &&
    (words.length >= 5 || words.some((word) => word.length >= 10 && /^\p{Lo}/u.test(word))) &&
    /[.!?:…。！？؟۔।]["'”’)」』]{0,4}$/.test(paragraph.trim())
  )
}
