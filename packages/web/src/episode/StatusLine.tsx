import type { ComponentChildren } from "preact"
import { Check, Warning } from "../ui/Icons.tsx"
import type { Status } from "./StatusMessage.ts"

/** A line of status. Not read out by itself: seconds in it change all the time. */
export const StatusLine = ({ status }: { readonly status: Status }) => (
  <p class={`status status-${status.tone}`}>
    <Sign tone={status.tone} />
    <span>{status.words}</span>
  </p>
)

const Sign = ({ tone }: { readonly tone: Status["tone"] }): ComponentChildren => {
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
