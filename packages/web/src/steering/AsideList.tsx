import type { AsideProgress } from "./AsideProgress.ts"

/** What the hosts will speak about next because the listener asked. */
export const AsideList = ({ asides }: { readonly asides: ReadonlyArray<AsideProgress> }) =>
  asides.length === 0 ? null : (
    <ul class="asides" aria-label="Your questions">
      {asides.map(({ aside, stage }) => (
        <li key={aside.id} class={`aside aside-${stage}`}>
          <span class="aside-stage">{stages[stage]}</span>
          <span class="aside-subject">
            {aside.words === undefined ? "More about that sentence" : `“${aside.words}”`}
          </span>
        </li>
      ))}
    </ul>
  )

const stages: Readonly<Record<AsideProgress["stage"], string>> = {
  making: "Being prepared",
  next: "Coming up",
  playing: "Now"
}
