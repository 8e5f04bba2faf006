import { Socket } from "node:net"
import { PgProtocol } from "@effect/sql-pg"
import { Schema } from "effect"

/** The server could have read the password, or is not known to have it. */
export class PasswordWithheld extends Schema.TaggedError<PasswordWithheld>()("PasswordWithheld", {
  server: Schema.String,
  asked: Schema.String
}) {
  override get message() {
    return `the server at ${this.server} ${this.asked}, and the connection is not encrypted. Encrypt it (sslmode=verify-full in the URL), or let the server ask by SCRAM (scram-sha-256 in pg_hba.conf).`
  }
}

interface Options {
  readonly host: string
  readonly port: number
  readonly hasPassword: boolean
  /** The first byte from the server is its answer to a request for TLS. */
  readonly negotiatesTls: boolean
}

/**
 * A connection to a Postgres that ends when the server asks for the password in a form that others can
 * read, or goes on without having proved that it knows it. The driver sees nothing of such a message.
 */
export class ScramSocket extends Socket {
  readonly #options: Options
  readonly #parser = PgProtocol.makeParser()
  #state: "negotiating" | "authenticating" | "done"
  #hasProved: boolean

  constructor(options: Options) {
    super()
    this.#options = options
    this.#state = options.negotiatesTls ? "negotiating" : "authenticating"
    this.#hasProved = !options.hasPassword
    this.setNoDelay(true).connect(options.port, options.host)
  }

  /** Called by Node with what has arrived. */
  override push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean {
    if (this.#state !== "done" && chunk !== null) this.#inspect(chunk)
    return this.destroyed ? false : super.push(chunk, encoding)
  }

  #inspect(chunk: Uint8Array): void {
    if (this.#state === "negotiating") {
      // Without TLS the server answers `N`; after any other answer nothing comes by this socket in clear.
      this.#state = chunk[0] === "N".charCodeAt(0) ? "authenticating" : "done"
      return
    }
    try {
      for (const message of this.#parser.push(chunk)) this.#take(message)
    } catch (error) {
      this.destroy(error instanceof Error ? error : undefined)
    }
  }

  #take(message: PgProtocol.BackendMessage): void {
    switch (message._tag) {
      case "AuthenticationCleartextPassword":
        return this.#withhold("asks for the password in clear text")
      case "AuthenticationMD5Password":
        return this.#withhold("asks for the password by MD5")
      case "AuthenticationSASLFinal":
        // The driver verifies it.
        this.#hasProved = true
        return
      case "AuthenticationOk":
        this.#state = "done"
        if (!this.#hasProved) this.#withhold("does not ask for the password that was given")
    }
  }

  #withhold(asked: string): void {
    const { host, port } = this.#options
    this.destroy(new PasswordWithheld({ server: `${host}:${port}`, asked }))
  }
}
