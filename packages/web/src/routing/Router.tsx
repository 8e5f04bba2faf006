import { type AtomRegistry, Atom } from "effect/reactivity"
import type { ComponentChildren } from "preact"
import { useContext } from "preact/hooks"
import { Registry } from "../ui/useAtomValue.ts"

/** The path that the listener is at: follows the browser's own back and forward too. */
export const pathAtom = Atom.make((get) => {
  const follow = () => get.setSelf(location.pathname)
  addEventListener("popstate", follow)
  get.addFinalizer(() => removeEventListener("popstate", follow))
  return location.pathname
}).pipe(Atom.keepAlive)

export const navigate = (registry: AtomRegistry.AtomRegistry, path: string): void => {
  if (path !== location.pathname) history.pushState(null, "", path)
  registry.refresh(pathAtom)
  scrollTo(0, 0)
}

/** A link within the page; with a modifier key or another button it is the browser's. */
export const Link = (props: {
  readonly to: string
  readonly class?: string
  readonly label?: string
  readonly children: ComponentChildren
}) => {
  const registry = useContext(Registry)
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
