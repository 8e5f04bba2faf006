/**
 * Removes the markup of Markdown and HTML, and replaces addresses by the name of their host. The
 * patterns are bounded, so that no text takes more than linear time.
 */
export const remove = (text: string): string => hosts(entities(tags(markdown(text))))

const markdown = (text: string): string =>
  text
    .replace(/```[a-z]*|`/g, "")
    .replace(/!?\[([^\][]{0,300})\]\([^()\s]{0,2000}\)/g, "$1")
    .replace(/\[(?:\d{1,3}|edit|note \d+|citation needed)\]/gi, "")
    .replace(/^[ \t]*(?:[-*+•]|\d{1,2}[.)]|#{1,6}|>)[ \t]+/gm, "\n")
    .replace(/(\*{1,3}|~~)(?=\S)([^*~\n]{0,2000}\S)\1/g, "$2")
    .replace(/(?<!\w)(_{1,3})(?=\S)([^\n]{0,300}?\S)\1(?!\w)/g, "$2")
    // Headings and list items become sentences.
    .replace(/([\p{L}\p{N}"')\]])[ \t]*\n\s*\n/gu, "$1.\n")

const tags = (text: string): string =>
  text
    .replace(/<(script|style)\b(?:[^<]|<(?!\/?(?:script|style)\b)){0,2000}<\/\1\s*>/gi, " ")
    .replace(/<!--[\s\S]{0,2000}?-->/g, " ")
    .replace(/<((?:https?|mailto):[^<>\s]*)>/gi, "$1")
    .replace(
      /<(\/?)([a-z][\w:.-]{0,60})((?:[\s/][^<>]*)?)>/gi,
      (whole, slash: string, name: string, rest: string) =>
        isTag(name, slash + rest.trimEnd())
          ? inlineTags.has(name.toLowerCase())
            ? ""
            : " "
          : whole
    )

/** Whether `<name rest>` is a tag, and not a comparison as in `if a <b and c> d`. */
const isTag = (name: string, rest: string): boolean =>
  (name.length > 1 || /^[abipqsu]$/i.test(name)) &&
  (/^\/?$/.test(rest) ||
    (attributes.test(rest) && (rest.includes("=") || booleanAttributes.test(rest))))

const attributes = /^(?:\s+[\w:@.-]+(?:\s?=\s?(?:"[^"]*"|'[^']*'|[^\s"'=<>][^\s"'<>]*))?)+\s*\/?$/

const booleanAttributes =
  /^(?:\s+(?:allowfullscreen|async|checked|controls|defer|disabled|hidden|itemscope|loop|muted|open|required|selected))+\s*\/?$/i

const inlineTags = new Set("a b i u em strong span mark code small sub sup".split(" "))

const entities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return named.get(name) ?? entity
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : " "
  })

const named = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["ndash", "–"],
  ["mdash", "—"],
  ["hellip", "…"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["euro", "€"],
  ["pound", "£"],
  ["deg", "°"],
  ["times", "×"]
])

const hosts = (text: string): string =>
  text
    .replace(/\b[a-z][a-z+]{1,9}:\/\/([^\s/?#<>"')\]]+)[^\s<>"')\]]*/gi, address)
    .replace(/\bwww\.([^\s/?#<>"')\]]+)[^\s<>"')\]]*/gi, address)
    .replace(
      /(?<![\w.+-])([\w.+-]{1,64})@((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})/gi,
      (_, user, host) => `${user} at ${spokenHost(host)}`
    )
    .replace(
      /(?<![\w.-])(?:[A-Za-z][\w-]{0,62}\.){1,8}[a-z]{2,24}\b(?:\/[\w/#?=&%.-]*[\w/])?/g,
      (found) => spokenHost(found.replace(/\/.*/, ""))
    )

/** The host of an address, and the punctuation after the address. */
const address = (whole: string, host: string): string => {
  const after = whole.match(/(?<![.,;:!?])[.,;:!?]+$/)?.[0] ?? ""
  return `${spokenHost(host)}${after}`
}

const spokenHost = (host: string): string =>
  host
    .replace(/^[^@]*@|:\d*$|(?<![.,;:!?])[.,;:!?]+$/g, "")
    .replace(/^www\./i, "")
    .split(".")
    .map((label) => (label.length === 2 && label !== "co" ? label.toUpperCase() : label))
    .join(" dot ")
