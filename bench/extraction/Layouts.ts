import type { Text } from "./Texts.ts"

/** A kind of page, as it is found on the web. */
export interface Layout {
  readonly name: string
  readonly page: (text: Text) => string
}

const list = (items: ReadonlyArray<string>): string =>
  `<ul>${items.map((item) => `<li><a href="/x">${item}</a></li>`).join("")}</ul>`

/** The paragraphs with the headings between them, each in markup of its own. */
const article = (
  { headings: [first, second], paragraphs }: Text,
  heading: (text: string) => string,
  paragraph: (text: string, index: number) => string
): string =>
  paragraphs
    .map((text, index) => {
      const above = index === 2 ? heading(first) : index === 4 ? heading(second) : ""
      return above + paragraph(text, index)
    })
    .join("\n")

const h2 = (text: string): string => `<h2>${text}</h2>`
const p = (text: string): string => `<p>${text}</p>`

const html = ({ language, title }: Text, body: string, head = ""): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`

export const layouts: ReadonlyArray<Layout> = [
  {
    name: "newspaper",
    page: (text) =>
      html(
        text,
        `<div class="cookie-banner" role="dialog"><p>${text.cookies}</p><button>OK</button></div>
<header><nav>${list(text.menu)}</nav></header><main><article><h1>${text.title}</h1><p class="byline">A. Keller, 6. 10. 2026</p>
<figure><img src="a.jpg" alt=""><figcaption>${text.related[0]}</figcaption></figure>
${article(text, h2, (paragraph, index) => p(paragraph) + (index === 1 ? `<aside class="promo"><p>${text.newsletter}</p></aside>` : ""))}
<div class="share-buttons">${list(["Facebook", "Mail"])}</div></article>
<section class="related"><h2>+</h2>${list(text.related)}</section></main><footer><p>${text.imprint}</p></footer>`
      )
  },
  {
    name: "blog",
    page: (text) =>
      html(
        text,
        `<div id="page"><div id="masthead">${list(text.menu)}</div><div id="content"><div class="post hentry"><h1 class="entry-title">${text.title}</h1><div class="entry-content">${article(text, h2, p)}<div class="sharedaddy">${list(["Tweet", "Print"])}</div></div></div>
<div id="comments" class="comments-area"><h2>3</h2><ol class="comment-list">${`<li class="comment"><div class="comment-content"><p>${text.comment}</p></div></li>`.repeat(3)}</ol></div></div>
<div id="secondary" class="widget-area"><div class="widget"><p>${text.newsletter}</p></div>${list(text.related)}</div><div id="colophon"><p>${text.imprint}</p></div></div>`
      )
  },
  {
    name: "encyclopedia",
    page: (text) =>
      html(
        text,
        `<div id="mw-navigation">${list(text.menu)}</div><div id="content" class="mw-body"><h1 id="firstHeading">${text.title}</h1><div id="mw-content-text"><div class="mw-parser-output"><table class="infobox"><tr><th>1911</th><td>${text.related[1]}</td></tr></table>
<div id="toc" class="toc">${list(text.headings)}</div>${article(
          text,
          (heading) =>
            `<div class="mw-heading"><h2>${heading}</h2><span class="mw-editsection">[<a href="/e">edit</a>]</span></div>`,
          (paragraph, index) =>
            `<p>${paragraph}<sup class="reference"><a href="#cite_note-${index}">[${index}]</a></sup></p>`
        )}<h2>References</h2><div class="reflist"><ol class="references">${text.related.map((item) => `<li><a href="#r">^</a> <cite>${item}. Oldenburg 1911.</cite></li>`).join("")}</ol></div><div class="navbox">${list(text.related)}</div></div></div></div><div id="footer"><p>${text.imprint}</p></div>`
      )
  },
  {
    name: "tables of 1999",
    page: (text) =>
      `<html><head><title>${text.title}</title></head><body bgcolor="#ffffff"><center><table width="760" border="0"><tr><td width="140" valign="top">${text.menu.map((item) => `<a href="/x"><font size="2">${item}</font></a><br>`).join("")}</td><td valign="top"><font face="Arial"><b><font size="5">${text.title}</font></b><br><br>${article(
        text,
        (heading) => `<b>${heading}</b><br><br>`,
        (paragraph) => `${paragraph}<br><br>`
      )}</font></td></tr><tr><td colspan="2"><font size="1">${text.imprint}</font></td></tr></table></center></body></html>`
  },
  {
    name: "without optional tags",
    page: (text) =>
      `<!doctype html><title>${text.title}</title><meta charset=utf-8><nav>${list(text.menu)}</nav><h1>${text.title}</h1>${article(
        text,
        (heading) => `<h2>${heading}</h2>`,
        (paragraph) => `<p>${paragraph}`
      )}<footer><p>${text.imprint}</footer>`
  },
  {
    name: "application",
    page: (text) =>
      html(
        text,
        `<div id="app"><div class="css-1x"><div class="css-nav">${list(text.menu)}</div><div class="css-9k"><div class="css-t">${text.title}</div><x-body class="css-b">${article(
          text,
          (heading) => `<x-h class="css-h">${heading}</x-h>`,
          (paragraph) =>
            `<x-p class="css-p">${paragraph.replace(/(\S+) (\S+)/, "<x-link>$1</x-link> $2")}</x-p>`
        )}</x-body></div><div class="css-m css-off"><p>${text.newsletter}</p></div></div></div>
<script id="__DATA__" type="application/json">{"title":"${text.title}"}</script><template><p>${text.comment}</p></template><script src="app.js"></script>`,
        "<style>.css-h,.css-p,.css-b{display:block}.css-off{display:none}</style>"
      )
  },
  {
    name: "mail archive",
    page: (text) =>
      html(
        text,
        `<h1>${text.title}</h1><!--htdig_noindex--><ul><li>${list(text.menu)}</li></ul><hr><pre>${article(
          text,
          (heading) => `${heading}\n\n`,
          (paragraph) => `${wrapped(paragraph)}\n`
        )}</pre><hr><p><i>${text.imprint}</i></p>`
      )
  },
  {
    name: "manual with planted text",
    page: (text) =>
      html(
        text,
        `<nav class="sidebar">${list(text.menu)}</nav><main><section><h1>${text.title}</h1>${article(
          text,
          h2,
          (paragraph, index) =>
            index === 2
              ? `<p>${paragraph}</p><pre><code>const wall = stones.map((stone) => stone.weight);</code></pre>`
              : index === 3
                ? `<p class="q7">${text.comment}</p><p>${paragraph} <del>${text.related[0]}</del></p>`
                : `<p>${paragraph}<a href="#fn${index}" class="footnote-ref"><sup>${index}</sup></a></p>`
        )}</section><section class="footnotes" role="doc-endnotes"><ol>${text.related.map((item) => `<li>${item}</li>`).join("")}</ol></section></main><footer>${p(text.imprint)}</footer>`,
        "<style>.q7{position:absolute;left:-9999px}</style>"
      )
  }
]

/** In lines of about 72 characters, as mail programs write. */
const wrapped = (text: string): string => text.replace(/(.{50,72})\s/g, "$1\n")
