import { Marked, type TokenizerAndRendererExtension, type Tokens } from "marked"
import { hole } from "./Hole.ts"
import { escaped } from "./MarkupText.ts"

/**
 * Markdown as HTML: CommonMark and GitHub's extensions, and what programs for notes and sites add to
 * them. Links of notes become their words, marks lose their signs, a formula becomes a hole; footnotes,
 * comments, shortcodes, ids and the code of MDX are dropped.
 */
export const markdownHtml = (text: string): string =>
  marked.parse(text.replace(deepContainers, "$1"), { async: false })

/**
 * More than 16 quotes and lists that begin on one line. What follows them would be parsed once for each:
 * 2 KB with 240 quotes take a second.
 */
const deepContainers =
  /^((?:[ \t]{0,8}(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){16})(?:[ \t]{0,8}(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/gm

interface Pattern {
  readonly name: string
  readonly level: "block" | "inline"
  /** Where it may begin, for the lexer to stop there. */
  readonly start: RegExp
  readonly pattern: RegExp
  /** What it is replaced by, as HTML. */
  readonly html?: (groups: ReadonlyArray<string>) => string
}

const extension = ({
  html = () => "",
  level,
  name,
  pattern,
  start
}: Pattern): TokenizerAndRendererExtension => ({
  name,
  level,
  start: (source) => {
    const at = source.search(start)
    return at === -1 ? undefined : at
  },
  tokenizer: (source) => {
    const match = pattern.exec(source)
    return match === null
      ? undefined
      : { type: name, raw: match[0], html: html(match.map((group) => group ?? "")) }
  },
  renderer: (token: Tokens.Generic) => String(token["html"])
})

/** Something whose content is Markdown again, between the same sign on both sides. */
const wrapped = (
  name: string,
  start: RegExp,
  pattern: RegExp,
  tag: string
): TokenizerAndRendererExtension => ({
  name,
  level: "inline",
  start: (source) => {
    const at = source.search(start)
    return at === -1 ? undefined : at
  },
  tokenizer(source) {
    const [raw, content = ""] = pattern.exec(source) ?? []
    return raw === undefined
      ? undefined
      : { type: name, raw, tokens: this.lexer.inlineTokens(content) }
  },
  renderer(token) {
    return `<${tag}>${this.parser.parseInline(token.tokens ?? [])}</${tag}>`
  }
})

/** The words of a link between notes: its alias, or the last part of its target. */
const linkWords = (content: string): string => {
  const [target = "", alias = ""] = content.split("|")
  const name = (target.split("#", 1)[0] || target.replace(/^#/, "")).split("/").at(-1) ?? ""
  return alias.trim() !== "" && !/^[\dx]+$/.test(alias) ? alias.trim() : name.trim()
}

const blocks: ReadonlyArray<Pattern> = [
  {
    name: "footnote",
    level: "block",
    start: /^\[\^/m,
    pattern:
      /^\[\^[^\]\n]{1,100}\]:[^\n]*(?:\n(?!\[\^|[ \t]*(?:\n|$))[^\n]*|\n\n+(?: {4}|\t)[^\n]*)*(?:\n|$)/
  },
  {
    name: "displayedFormula",
    level: "block",
    start: /^(?:\$\$|\\\[)/m,
    pattern:
      /^(?:\$\$[^$]{1,4000}\$\$|\\\[[^]{1,4000}?\\\])[ \t]*(?:\{#[^}\n]{0,100}\}[ \t]*)?(?:\n|$)/,
    html: () => `<p>${hole}</p>`
  },
  {
    name: "commentBlock",
    level: "block",
    start: /^%%/m,
    pattern: /^%%[^]{0,20000}?%%[ \t]*(?:\n|$)/
  },
  {
    name: "fence",
    level: "block",
    start: /^:::/m,
    pattern: /^:{3,}[^\n]*(?:\n|$)/
  },
  {
    name: "admonition",
    level: "block",
    start: /^(?:!!!|\?\?\?)/m,
    // Its text is indented by four spaces.
    pattern:
      /^(?:!!!|\?\?\?\+?) ?[\w -]{1,60}(?:"([^"\n]{0,200})")?[ \t]*\n(?:[ \t]*\n)?((?:(?: {4}|\t)[^\n]*(?:\n|$)|[ \t]*\n)+)/,
    html: ([, title = "", text = ""]) =>
      `${title === "" ? "" : `<p>${escaped(title)}</p>`}${marked.parse(text.replace(/^(?: {4}|\t)/gm, ""), { async: false })}`
  },
  {
    name: "description",
    level: "block",
    start: /^: {1,3}\S/m,
    pattern: /^: {1,3}([^\n]{1,4000})(?:\n|$)/,
    html: ([, text = ""]) => `<p>${marked.parseInline(text, { async: false })}</p>`
  },
  {
    name: "embedBlock",
    level: "block",
    start: /^!\[\[/m,
    pattern: /^!\[\[[^\]\n]{1,500}\]\][ \t]*(?:\n|$)/
  },
  {
    name: "module",
    level: "block",
    start: /^(?:im|ex)port\b/m,
    pattern:
      /^(?:import\s(?:[^\n]{0,1000}\sfrom\s)?\s*["'][^\n]*|export\s+(?:const|let|var|default|async|function|class|type|interface|\{|\*)[^\n]*)(?:\n(?![ \t]*(?:\n|$))[^\n]*)*(?:\n|$)/
  },
  {
    name: "definition",
    level: "block",
    start: /^(?:\*\[|[\w-]+::|\[TOC\]|\[\[_?TOC_?\]\]|\{:)/im,
    pattern:
      /^(?:\*\[[^\]\n]{1,100}\]:[^\n]*|[\w-]{1,50}::[ \t][^\n]*|\[TOC\]|\[\[_?TOC_?\]\]|\{:[^}\n]{0,300}\})[ \t]*(?:\n|$)/i
  }
]

const inlines: ReadonlyArray<Pattern> = [
  {
    name: "noteLink",
    level: "inline",
    start: /!?\[\[/,
    pattern: /^(!?)\[\[([^\]\n]{1,500})\]\]/,
    html: ([, embed = "", content = ""]) =>
      escaped(embed === "" ? linkWords(content) : linkWords(content).replace(/\.\w{1,5}$/, ""))
  },
  {
    name: "callout",
    level: "inline",
    start: /\[!/,
    pattern: /^\[!\w{1,30}(?:\|[^\]\n]{0,50})?\][+-]?[ \t]*([^\n]*)\n?/,
    // Two breaks end a paragraph.
    html: ([, title = ""]) => (title === "" ? "" : `${escaped(title)}<br><br>`)
  },
  {
    name: "footnoteMark",
    level: "inline",
    start: / ?(?:\[[\^@-]|\^\[)/,
    pattern:
      /^ ?(?:\[\^[^\]\n]{1,100}\]|\^\[[^\]\n]{1,2000}\]|\[-?@[\w:.#$%&+?<>~/-]{1,100}[^\]\n]{0,200}\])/
  },
  {
    name: "formula",
    level: "inline",
    start: /\$|\\\(/,
    pattern:
      /^(?:\$\$[^$]{1,2000}\$\$|\$(?![\s$])(?:[^$\n\\]|\\[^\n]){0,500}?(?:[^$\s\\]|\\[^\s])\$(?!\d)|\\\([^]{1,1000}?\\\))/,
    html: () => hole
  },
  {
    name: "emoji",
    level: "inline",
    start: / ?:[a-z]/,
    pattern: /^ ?:[a-z][a-z_]{1,40}:(?![\w:])/
  },
  {
    name: "tags",
    level: "inline",
    start: / #\p{L}/u,
    // Only at the end of a paragraph: elsewhere a tag may be a word of the sentence.
    pattern: /^(?:[ \t]+#\p{L}[\p{L}\p{N}/_-]{0,60})+[ \t]*(?=\n\n|$)/u
  },
  { name: "comment", level: "inline", start: / ?%%/, pattern: /^ ?%%[^]{0,5000}?%%/ },
  {
    name: "shortcode",
    level: "inline",
    start: /\{[{%/]/,
    pattern: /^(?:\{\{[^]{0,2000}?\}\}|\{%[^]{0,2000}?%\}|\{\/\*[^]{0,5000}?\*\/\})/
  },
  {
    name: "attributes",
    level: "inline",
    start: /\{[:#.]/,
    pattern: /^\{[:#.][^{}\n]{0,300}\}/
  },
  {
    name: "blockId",
    level: "inline",
    start: /[ \t]\^[\w-]/,
    pattern: /^[ \t]\^[A-Za-z0-9-]{1,40}[ \t]*(?=\n|$)/
  }
]

const marked = new Marked({
  gfm: true,
  extensions: [
    ...[...blocks, ...inlines].map(extension),
    wrapped("highlight", /==/, /^==(?=[^\s=])([^\n]{0,500}?[^\s=])==(?!=)/, "mark"),
    wrapped("raised", /\^/, /^\^([^\s^[\]]{1,20})\^/, "sup"),
    wrapped("lowered", /~/, /^~([^\s~]{1,10})~(?!~)/, "sub")
  ]
})
