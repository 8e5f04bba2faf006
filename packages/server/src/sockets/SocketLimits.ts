import { Context } from "effect"

/** What a WebSocket may cost. The page of a listener opens two, and uses a hundredth of the rest. */
export interface SocketLimits {
  /** Open WebSockets of one network address. */
  readonly perAddress: number
  /** Calls of one socket that have not ended. The page has up to six, its subscriptions included. */
  readonly callsInFlight: number
  /** Messages that are read at once, and per second from then on; the rest waits in the network. */
  readonly burst: number
  readonly framesPerSecond: number
  /** Bytes that are read at once, and per second from then on; a socket that sends more is cut off. */
  readonly burstBytes: number
  readonly bytesPerSecond: number
  /** A socket without a message for so long is closed. The page pings every 5 s, in the background every minute. */
  readonly idleSeconds: number
  /** Bytes that the client has not read yet. A socket with more is cut off before the next message. */
  readonly unreadBytes: number
  /** A socket whose client has read nothing for so long, although there was something to read, is cut off. */
  readonly unreadSeconds: number
}

export const SocketLimits = Context.Reference<SocketLimits>(
  "@aethercast/server/sockets/SocketLimits",
  {
    defaultValue: () => ({
      perAddress: 100,
      callsInFlight: 32,
      burst: 300,
      framesPerSecond: 50,
      burstBytes: 1024 * 1024,
      bytesPerSecond: 64 * 1024,
      idleSeconds: 150,
      unreadBytes: 4 * 1024 * 1024,
      unreadSeconds: 30
    })
  }
)
