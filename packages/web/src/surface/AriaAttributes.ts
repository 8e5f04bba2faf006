import type { Accessibility } from "@aethercast/domain/SurfaceCatalog"
import { resolveBoolean, resolveText, type Scope } from "./Binding.ts"

/** The ARIA attributes of a component. */
export const ariaAttributes = (
  accessibility: typeof Accessibility.Type | undefined,
  scope: Scope
) => ({
  "aria-label": resolveText(scope, accessibility?.label),
  "aria-description": resolveText(scope, accessibility?.description),
  "aria-live": accessibility?.live,
  "aria-hidden": resolveBoolean(scope, accessibility?.hidden)
})

export type AriaAttributes = ReturnType<typeof ariaAttributes>
