/** How a file can be encoded, the smallest result first. */
export const codings = ["br", "gzip", "identity"] as const
export type ContentCoding = (typeof codings)[number]

/** The smallest `available` coding that an `Accept-Encoding` header accepts (RFC 9110, section 12.5.3). */
export const choose = (
  header: string | undefined,
  available: (coding: ContentCoding) => boolean
): ContentCoding => {
  const weights = new Map((header ?? "").toLowerCase().split(",").map(weight))
  const accepted = (coding: ContentCoding) => (weights.get(coding) ?? weights.get("*") ?? 0) > 0
  return codings.find((coding) => available(coding) && accepted(coding)) ?? "identity"
}

const weight = (item: string): [name: string, weight: number] => {
  const [name = "", ...parameters] = item.split(";").map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith("q="))
  return [name, quality === undefined ? 1 : Number(quality.slice(2))]
}
