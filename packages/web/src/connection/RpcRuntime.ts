import { Layer } from "effect"
import { Atom } from "effect/reactivity"
import { AudioClient } from "./AudioClient.ts"
import { ListenerClient } from "./ListenerClient.ts"

/** Runtime of the atoms that use the server. Mounting it opens both sockets. */
export const rpcRuntime = Atom.runtime(Layer.merge(ListenerClient.layer, AudioClient.layer))
