import type { Page } from "playwright-core"

/** The server that the page is connected to. */
export interface Connection {
  /** Address of the server that the page has received something from last. */
  readonly origin: () => string
  /** Resolves with the `performance.now()` of the next message of a server other than this one. */
  readonly next: (origin: string | undefined) => Promise<number>
}

export const watchConnection = (page: Page): Connection => {
  let last = ""
  let awaited:
    | { readonly other: string | undefined; readonly resolve: (at: number) => void }
    | undefined
  page.on("websocket", (socket) => {
    const { origin } = new URL(socket.url().replace(/^ws/, "http"))
    socket.on("framereceived", () => {
      last = origin
      if (awaited !== undefined && origin !== awaited.other) awaited.resolve(performance.now())
    })
  })
  return {
    origin: () => last,
    next: (other) =>
      new Promise((resolve) => {
        awaited = { other, resolve }
      })
  }
}
