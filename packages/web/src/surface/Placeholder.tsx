import { many } from "../ui/DurationText.ts"
import type { Attributes } from "./Surface.tsx"

/** More places than this are not drawn at once. */
const most = 12

/** Where cards will be, while they are being written. */
export const Placeholder = (props: { readonly count: number; readonly attributes: Attributes }) => {
  const count = Math.min(most, Math.max(0, Math.floor(props.count)))
  if (count === 0) return null
  return (
    <div class="grid placeholder">
      <Bones count={count} />
      <p class="visually-hidden" role="status" {...props.attributes}>
        {many(count, "more topic")} {count === 1 ? "is" : "are"} being written up.
      </p>
    </div>
  )
}

export const Bones = ({ count }: { readonly count: number }) => (
  <>
    {Array.from({ length: count }, (_, index) => (
      <div class="card card-skeleton" key={index} aria-hidden="true">
        <div class="cover" />
        <div class="card-text">
          <span class="skeleton skeleton-title" />
          <span class="skeleton" />
          <span class="skeleton skeleton-short" />
        </div>
      </div>
    ))}
  </>
)
