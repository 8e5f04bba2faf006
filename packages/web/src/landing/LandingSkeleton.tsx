import { Bones } from "../surface/Placeholder.tsx"

/** The page of topics while nothing of it has arrived. */
export const Skeleton = () => (
  <div class="surface" aria-busy="true">
    <h1 class="visually-hidden">Aethercast</h1>
    <div class="column gap-large">
      <div class="skeleton skeleton-heading" aria-hidden="true" />
      <div class="skeleton skeleton-topic-form" aria-hidden="true" />
      <div class="grid" aria-hidden="true">
        <Bones count={4} />
      </div>
    </div>
  </div>
)
