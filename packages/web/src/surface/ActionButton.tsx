import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { Effect, Option } from "effect"
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { usePageServices } from "../PageServices.ts"
import { Refresh } from "../ui/Icons.tsx"
import { handleAction } from "./ActionHandler.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveContext, type Scope } from "./Binding.ts"

type State = "ready" | "busy" | "failed"

/** A button that performs an action; disabled until the action has finished. */
export const ActionButton = (props: {
  readonly action: Action
  readonly scope: Scope
  readonly attributes: AriaAttributes
  readonly children: string
}): ComponentChildren => {
  const services = usePageServices()
  const [state, setState] = useState<State>("ready")
  const { action, attributes, children, scope } = props

  const onClick = () => {
    const handled = handleAction(services, action.name, resolveContext(scope, action), {
      title: children
    })
    setState(Option.isSome(handled) ? "busy" : "failed")
    if (Option.isNone(handled)) return
    Effect.runFork(Effect.map(handled.value, () => setState("ready")))
  }

  return (
    <>
      <button
        type="button"
        class="button button-secondary"
        aria-busy={state === "busy"}
        disabled={state === "busy"}
        onClick={onClick}
        {...attributes}
      >
        {action.name === "refresh" && <Refresh />}
        {children}
      </button>
      {state === "failed" && (
        <span class="field-error" role="alert">
          Something went wrong. Please try again later.
        </span>
      )}
    </>
  )
}
