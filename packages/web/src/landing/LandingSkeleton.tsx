import { Bones } from "../surface/Placeholder.tsx"

/** The page of topics while nothing of it has arrived. */
export const Skeleton = () => (
  <div class="surface" aria-busy="true">
    <h1 class="unseen">Aethercast</h1>
    <div class="column gap-large">
      <div class="bone bone-heading" aria-hidden="true" />
      <div class="bone bone-ask" aria-hidden="true" />
      <div class="grid" aria-hidden="true">
        <Bones count={4} />
      </div>
    </div>
  </div>
)
