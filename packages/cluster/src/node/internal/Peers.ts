import { Context, Layer } from "effect"
import type { RunnerAddress } from "effect/cluster"
import type { Rights } from "../Rights.ts"

/** What the nodes that this process has connected to may serve. */
export class Peers extends Context.Service<
  Peers,
  {
    readonly record: (address: RunnerAddress.RunnerAddress, rights: Rights) => void
    /** None before the first connection. */
    readonly rightsOf: (address: RunnerAddress.RunnerAddress) => Rights | undefined
  }
>()("@aethercast/cluster/Peers") {
  static readonly layer = Layer.sync(Peers, () => {
    const known = new Map<string, Rights>()
    return Peers.of({
      record: ({ host, port }, rights) => void known.set(`${host}:${port}`, rights),
      rightsOf: ({ host, port }) => known.get(`${host}:${port}`)
    })
  })
}
