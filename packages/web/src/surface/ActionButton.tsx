import type { Action } from "@aethercast/domain/SurfaceCatalog"
import { Effect, Option } from "effect"
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { useDesk } from "../AppContext.ts"
import { Refresh } from "../ui/Icons.tsx"
import { context, type Scope } from "./Binding.ts"
import { perform } from "./ActionHandler.ts"
import type { Attributes } from "./Surface.tsx"

type State = "ready" | "busy" | "broken"

/** A button that sends an action of its surface. */
export const ActionButton = (props: {
  readonly action: Action
  readonly scope: Scope
  readonly attributes: Attributes
  readonly children: string
}): ComponentChildren => {
  const desk = useDesk()
  const [state, setState] = useState<State>("ready")
  const { action, attributes, children, scope } = props

  const press = () => {
    const waiting = perform(desk, action.name, context(scope, action), { title: children })
    setState(Option.isSome(waiting) ? "busy" : "broken")
    if (Option.isNone(waiting)) return
    Effect.runFork(Effect.map(waiting.value, () => setState("ready")))
  }

  return (
    <>
      <button
        type="button"
        class="button button-secondary"
        aria-busy={state === "busy"}
        disabled={state === "busy"}
        onClick={press}
        {...attributes}
      >
        {action.name === "refresh" && <Refresh />}
        {children}
      </button>
      {state === "broken" && (
        <span class="field-error" role="alert">
          This does not work at the moment.
        </span>
      )}
    </>
  )
}
