import { type AtomRegistry, Atom } from "effect/reactivity"
import type { ComponentChildren } from "preact"
import { useContext } from "preact/hooks"
import { AtomRegistryContext } from "../ui/AtomRegistryContext.ts"

/** The current path. Follows the browser's back and forward buttons as well. */
export const pathAtom = Atom.make((get) => {
  const update = () => get.setSelf(location.pathname)
  addEventListener("popstate", update)
  get.addFinalizer(() => removeEventListener("popstate", update))
  return location.pathname
}).pipe(Atom.keepAlive)

export const navigate = (registry: AtomRegistry.AtomRegistry, path: string): void => {
  if (path !== location.pathname) history.pushState(null, "", path)
  registry.refresh(pathAtom)
  scrollTo(0, 0)
}

/** A link within the site. The browser handles clicks with a modifier key or another button. */
export const Link = (props: {
  readonly to: string
  readonly class?: string
  readonly label?: string
  readonly children: ComponentChildren
}) => {
  const registry = useContext(AtomRegistryContext)
  return (
    <a
      href={props.to}
      class={props.class}
      aria-label={props.label}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
          return
        event.preventDefault()
        navigate(registry, props.to)
      }}
    >
      {props.children}
    </a>
  )
}
