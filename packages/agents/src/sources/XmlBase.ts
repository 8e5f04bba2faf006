/**
 * The values of `xml:base` (XML Base, W3C) that feedsmith does not report: of an RSS channel, and of the
 * links of Atom.
 */
export const ofChannel = (text: string): string | undefined =>
  /<channel\s[^>]{0,500}?xml:base\s*=\s*["']([^"']{1,2048})["']/.exec(text.slice(0, 100_000))?.[1]

/** A feed whose links are relative to their entry, instead of to an `xml:base` of their own. */
export const withoutLinkBases = (text: string): string =>
  text.replace(/<(?:[\w-]{1,40}:)?link\s[^<>]{0,5000}>/g, (link) => {
    const [, base] = baseAttribute.exec(link) ?? []
    return base === undefined
      ? link
      : link.replace(
          hrefAttribute,
          (_, start: string, href: string) =>
            `${start}"${joined(unquoted(base), unquoted(href)).replaceAll('"', "%22")}"`
        )
  })

const baseAttribute = /\sxml:base\s*=\s*("[^"]{0,2048}"|'[^']{0,2048}')/
const hrefAttribute = /(\shref\s*=\s*)("[^"]{0,2048}"|'[^']{0,2048}')/

const unquoted = (value: string): string => value.slice(1, -1).trim()

/** A reference relative to a base that may be relative itself, as one reference (RFC 3986, 5.2). */
const joined = (base: string, reference: string): string => {
  if (URL.canParse(reference)) return reference
  const [origin = "", scheme = ""] = /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i.exec(base) ?? []
  if (reference.startsWith("//")) return scheme + reference
  if (reference.startsWith("/")) return origin + reference
  const [document = ""] = base.split("#", 1)
  if (reference === "" || reference.startsWith("#")) return document + reference
  const [path = ""] = document.split("?", 1)
  if (reference.startsWith("?")) return path + reference
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  return (folder.length < origin.length ? `${origin}/` : folder) + reference
}
