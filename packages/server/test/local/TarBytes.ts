/** A header and the content that follows it, in whole blocks. */
export const entry = (
  name: string,
  content: string,
  { kind = "0", prefix = "" }: { readonly kind?: string; readonly prefix?: string } = {}
): Uint8Array => {
  const bytes = new Uint8Array(512 + Math.ceil(content.length / 512) * 512)
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at)
  write(0, name)
  write(124, content.length.toString(8).padStart(11, "0"))
  write(148, " ".repeat(8))
  write(156, kind)
  if (kind === "1" || kind === "2") write(157, "target")
  write(257, "ustar\u000000")
  write(345, prefix)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  write(148, `${sum.toString(8).padStart(6, "0")}\0 `)
  write(512, content)
  return bytes
}

export const end = new Uint8Array(1024)
