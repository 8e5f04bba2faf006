import { useState } from "preact/hooks"
import { Check, Share } from "../ui/Icons.tsx"

/** Copies the address of the page. Absent where the browser has no clipboard API, as on plain HTTP. */
export const CopyLinkButton = () => {
  const [copied, setCopied] = useState(false)
  if (navigator.clipboard === undefined) return null
  const copy = () => {
    navigator.clipboard.writeText(location.href).then(
      () => setCopied(true),
      () => setCopied(false)
    )
  }
  return (
    <>
      <button
        type="button"
        class="button button-secondary button-icon"
        aria-label="Copy link"
        title="Copy link"
        onClick={copy}
      >
        {copied ? <Check /> : <Share />}
      </button>
      <span class="visually-hidden" role="status">
        {copied && "Link copied"}
      </span>
    </>
  )
}
