import { CardSkeletons } from "../surface/CardSkeletons.tsx"

/** The landing page while it loads. */
export const LandingSkeleton = () => (
  <div class="surface" aria-busy="true">
    <h1 class="visually-hidden">Aethercast</h1>
    <div class="column gap-large">
      <div class="skeleton skeleton-heading" aria-hidden="true" />
      <div class="skeleton skeleton-topic-form" aria-hidden="true" />
      <div class="grid" aria-hidden="true">
        <CardSkeletons count={4} />
      </div>
    </div>
  </div>
)
