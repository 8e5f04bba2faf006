import { strToU8, zipSync } from "fflate"

/** A PDF of some pages, each with lines of text at a size and a distance from the lower edge. */
export const pdf = (
  pages: ReadonlyArray<ReadonlyArray<readonly [text: string, size: number, top: number]>>,
  title = ""
): Uint8Array => {
  const objects: Array<string> = []
  const kids = pages.map((_, index) => `${5 + index * 2} 0 R`).join(" ")
  objects.push("<< /Type /Catalog /Pages 2 0 R >>")
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
  objects.push(`<< /Title (${title}) >>`)
  for (const [index, lines] of pages.entries()) {
    const content = lines
      .map(([text, size, top]) => `BT /F1 ${size} Tf 72 ${top} Td (${text}) Tj ET`)
      .join("\n")
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + index * 2} 0 R >>`
    )
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  }
  let body = "%PDF-1.4\n"
  const offsets = objects.map((object, index) => {
    const at = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")
  const size = objects.length + 1
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${body.length}\n%%EOF`,
    "latin1"
  )
}

/** An EPUB of chapters in XHTML, with a table of contents. */
export const epub = (
  chapters: ReadonlyArray<string>,
  extra: Readonly<Record<string, string>> = {}
): Uint8Array => {
  const names = chapters.map((_, index) => `c${index}.xhtml`)
  return archive({
    mimetype: "application/epub+zip",
    "META-INF/container.xml":
      '<?xml version="1.0"?><container><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "OEBPS/book.opf": `<?xml version="1.0"?><package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The walls &amp; the sea</dc:title></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav"/>${names.map((name) => `<item id="${name}" href="text/${name}"/>`).join("")}</manifest><spine><itemref idref="nav"/>${names
      .toReversed()
      .map((name) => `<itemref idref="${name}"/>`)
      .join("")}</spine></package>`,
    "OEBPS/nav.xhtml":
      "<html><body><nav><p>The table of contents is here, in full.</p></nav></body></html>",
    ...Object.fromEntries(
      names.map((name, index) => [`OEBPS/text/${name}`, chapters[index] ?? ""])
    ),
    ...extra
  })
}

/** A Word document whose body is given in WordprocessingML. */
export const docx = (body: string, extra: Readonly<Record<string, string>> = {}): Uint8Array =>
  archive({
    "[Content_Types].xml":
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels":
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body>${body}</w:body></w:document>`,
    ...extra
  })

export const archive = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
