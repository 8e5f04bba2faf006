import { pluralize } from "../ui/Pluralize.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { CardSkeletons } from "./CardSkeletons.tsx"

const maxCards = 12

/** Skeletons of the cards that are still being written; at most 12. */
export const Placeholder = (props: {
  readonly count: number
  readonly attributes: AriaAttributes
}) => {
  const count = Math.min(maxCards, Math.max(0, Math.floor(props.count)))
  if (count === 0) return null
  return (
    <div class="grid placeholder">
      <CardSkeletons count={count} />
      <p class="visually-hidden" role="status" {...props.attributes}>
        {pluralize(count, "more topic")} {count === 1 ? "is" : "are"} being written.
      </p>
    </div>
  )
}
