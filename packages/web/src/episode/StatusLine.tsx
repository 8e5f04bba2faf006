import type { ComponentChildren } from "preact"
import { Check, Warning } from "../ui/Icons.tsx"
import type { StatusMessage } from "./StatusMessage.ts"

/** A status with its icon. Not a live region, because the seconds in it change all the time. */
export const StatusLine = ({ status }: { readonly status: StatusMessage }) => (
  <p class={`status status-${status.tone}`}>
    <StatusIcon tone={status.tone} />
    <span>{status.text}</span>
  </p>
)

const StatusIcon = ({ tone }: { readonly tone: StatusMessage["tone"] }): ComponentChildren => {
  switch (tone) {
    case "good":
      return <Check />
    case "warning":
    case "error":
      return <Warning />
    case "busy":
    case "quiet":
      return <span class="status-dot" aria-hidden="true" />
  }
}
