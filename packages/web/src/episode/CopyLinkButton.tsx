import type { Episode } from "@aethercast/domain/Episode"
import { useState } from "preact/hooks"
import { Check, Download, Share } from "../ui/Icons.tsx"

/** Ways to keep an episode: its address, and its sound once that is complete. */
export const Keep = ({ episode }: { readonly episode: Episode }) => {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard.writeText(location.href).then(
      () => setCopied(true),
      () => setCopied(false)
    )
  }
  return (
    <>
      {navigator.clipboard !== undefined && (
        <button
          type="button"
          class="button button-secondary button-icon"
          aria-label="Copy link"
          title="Copy link"
          onClick={copy}
        >
          {copied ? <Check /> : <Share />}
        </button>
      )}
      {episode.status._tag === "Complete" && (
        <a
          class="button button-secondary button-icon"
          aria-label="Download"
          title="Download"
          href={`/api/v1/podcasts/${episode.id}/audio.mp3`}
          download={`${episode.title}.mp3`}
        >
          <Download />
        </a>
      )}
      <span class="visually-hidden" role="status">
        {copied && "Link copied"}
      </span>
    </>
  )
}
