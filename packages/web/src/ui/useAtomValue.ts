import { type Atom, AtomRegistry } from "effect/reactivity"
import { createContext } from "preact"
import { useContext, useLayoutEffect, useReducer, useRef } from "preact/hooks"

export const Registry = createContext(AtomRegistry.make())

/** The value of an atom; renders again when it changes, and keeps the atom alive meanwhile. */
export const useAtom = <A>(atom: Atom.Atom<A>): A => {
  const registry = useContext(Registry)
  const [, rendered] = useReducer((count: number, _: void) => count + 1, 0)
  const value = registry.get(atom)
  const shown = useRef(value)
  shown.current = value
  useLayoutEffect(
    () =>
      registry.subscribe(
        atom,
        (next) => {
          if (next !== shown.current) rendered()
        },
        { immediate: true }
      ),
    [registry, atom]
  )
  return value
}
