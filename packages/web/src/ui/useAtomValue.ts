import type { Atom } from "effect/reactivity"
import { useContext, useLayoutEffect, useReducer, useRef } from "preact/hooks"
import { AtomRegistryContext } from "./AtomRegistryContext.ts"

/** Subscribes the component to an atom, and returns its current value. */
export const useAtomValue = <A>(atom: Atom.Atom<A>): A => {
  const registry = useContext(AtomRegistryContext)
  const [, rerender] = useReducer((count: number, _: void) => count + 1, 0)
  const value = registry.get(atom)
  const rendered = useRef(value)
  rendered.current = value
  useLayoutEffect(
    () =>
      registry.subscribe(
        atom,
        (next) => {
          if (next !== rendered.current) rerender()
        },
        { immediate: true }
      ),
    [registry, atom]
  )
  return value
}
