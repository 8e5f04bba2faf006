import type { Element } from "./HtmlTree.ts"

/** Whether an element begins a new line by the default style sheet of HTML; unknown ones do not. */
export const isBlockElement = ({ tagName }: Element): boolean => blocks.has(tagName)

/** HTML Standard, 15.3: everything whose display is not inline. */
const blocks = new Set(
  "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split(
    " "
  )
)
