import { AtomRegistry } from "effect/reactivity"
import { createContext } from "preact"

export const AtomRegistryContext = createContext(AtomRegistry.make())
