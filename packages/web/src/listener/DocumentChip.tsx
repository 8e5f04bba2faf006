import { pluralize } from "../ui/Pluralize.ts"
import { Close } from "../ui/Icons.tsx"
import type { GivenDocument } from "./useUpload.ts"

/** The document that stands in for words, and how far its upload is. */
export const DocumentChip = (props: {
  readonly given: Exclude<GivenDocument, { readonly _tag: "None" | "Refused" }>
  readonly onRemove: () => void
}) => {
  const { given, onRemove } = props
  const name = given._tag === "Read" ? given.document.title : given.name
  return (
    <div class="document-chip">
      <span class="document-chip-name">{name}</span>
      {given._tag === "Read" ? (
        <span class="document-chip-detail" role="status">
          {pluralize(given.document.words, "word")}
        </span>
      ) : (
        <progress aria-label={`Reading ${name}`} {...progressOf(given.share)} />
      )}
      <button
        type="button"
        class="button button-icon"
        aria-label={`Remove ${name}`}
        onClick={onRemove}
      >
        <Close />
      </button>
    </div>
  )
}

/** Nobody knows how long it takes to read what was sent. */
const progressOf = (share: number) => (share < 1 ? { value: share, max: 1 } : {})
