import { Effect, Layer, Queue } from "effect"
import { type RunnerAddress, Runners } from "effect/cluster"
import { RpcClient, RpcSerialization, RpcServer } from "effect/rpc"
import { RpcClientDefect, RpcClientError } from "effect/rpc/RpcClientError"
import type { FromClientEncoded, FromServerEncoded } from "effect/rpc/RpcMessage"
import type { Connection, Network } from "./Network.ts"
import type { Process } from "./Process.ts"

const { codecFor } = RpcSerialization.json

/** The engine's connections to other nodes, over the simulated network. */
export const clientLayer = (network: Network, process: Process) =>
  Layer.succeed(
    Runners.RpcClientProtocol,
    Runners.RpcClientProtocol.of({
      codecFor,
      make: (address) => clientProtocol(network, process, nameOf(address))
    })
  )

/** The end of the others' connections. */
export const serverLayer = (
  network: Network,
  process: Process,
  address: RunnerAddress.RunnerAddress
) =>
  Layer.effect(
    RpcServer.Protocol,
    RpcServer.Protocol.make((writeRequest) =>
      Effect.gen(function* () {
        const disconnects = yield* Queue.make<number>()
        const clients = new Map<number, Connection>()
        let count = 0
        network.listen(nameOf(address), process, (connection) => {
          const id = count++
          clients.set(id, connection)
          return {
            process,
            receive: (text) => {
              const message: FromClientEncoded = JSON.parse(text)
              process.fork(writeRequest(id, message))
            },
            closed: () => {
              clients.delete(id)
              Queue.offerUnsafe(disconnects, id)
            }
          }
        })
        return {
          disconnects,
          send: (id, response) =>
            Effect.sync(() => clients.get(id)?.send("client", JSON.stringify(response))),
          end: () => Effect.void,
          clientIds: Effect.sync(() => new Set(clients.keys())),
          initialMessage: Effect.succeedNone,
          supportsAck: true,
          supportsTransferables: false,
          supportsSpanPropagation: false,
          supportsNotifications: true,
          codecFor
        }
      })
    )
  )

const clientProtocol = (network: Network, process: Process, address: string) =>
  RpcClient.Protocol.make((writeResponse, clientIds) =>
    Effect.gen(function* () {
      let connection: Connection | undefined
      const broadcast = (response: FromServerEncoded) => {
        process.fork(Effect.forEach([...clientIds], (id) => writeResponse(id, response)))
      }
      const connect = () =>
        network.connect(
          {
            process,
            receive: (text) => {
              const response: FromServerEncoded = JSON.parse(text)
              broadcast(response)
            },
            closed: () => broadcast({ _tag: "ClientProtocolError", error: disconnected })
          },
          address
        )
      yield* Effect.addFinalizer(() => Effect.sync(() => connection?.close()))
      return {
        send: (_clientId, request) =>
          Effect.suspend(() => {
            if (connection?.isOpen !== true) connection = connect()
            if (connection === undefined) return Effect.fail(disconnected)
            connection.send("server", JSON.stringify(request))
            return Effect.void
          }),
        supportsAck: true,
        supportsTransferables: false,
        codecFor
      }
    })
  )

const disconnected = new RpcClientError({
  reason: new RpcClientDefect({ message: "The connection is closed", cause: "closed" })
})

const nameOf = ({ host, port }: RunnerAddress.RunnerAddress) => `${host}:${port}`
