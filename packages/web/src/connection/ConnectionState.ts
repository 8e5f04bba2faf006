import { Atom } from "effect/reactivity"

/** State of the control connection between the page and the server. */
export type ConnectionState = "connecting" | "open" | "lost"

export const connectionStateAtom = Atom.make<ConnectionState>("connecting").pipe(Atom.keepAlive)
