import { createHash, randomBytes } from "node:crypto"
import { SessionId } from "@aethercast/domain/Session"
import { Duration, Effect, Option } from "effect"
import { type Headers, HttpServerResponse } from "effect/http"

/** A new secret: 256 random bits. */
export const generate: Effect.Effect<string> = Effect.sync(() =>
  randomBytes(32).toString("base64url")
)

/** The session that a secret belongs to. Only this is stored. */
export const sessionOf = (secret: string): SessionId =>
  SessionId.make(createHash("sha256").update(secret).digest("hex").slice(0, 40))

/** The secret in the headers of a call: of a program in `Authorization`, of a browser in the cookie. */
export const inHeaders = ({
  authorization = "",
  cookie = ""
}: Headers.Headers): Option.Option<string> => {
  const bearer = /^bearer (\S+)$/i.exec(authorization.slice(0, 200))?.[1]
  const secrets = cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookieName}=`))
    .map((pair) => pair.slice(cookieName.length + 1))
  return Option.filter(Option.fromNullishOr(bearer ?? secrets[0]), isSecret)
}

/** Whether it can be a secret. */
const isSecret = (text: string): boolean => /^[\w-]{43}$/.test(text)

const cookieName = "aethercast-session"

/** Browsers keep no cookie for longer. */
const maxAge = Duration.days(400)

/**
 * Gives a browser its secret. No script can read it, and no page of another site can send it along with a
 * request that changes anything. Over TLS, which only a proxy in front of this server speaks, it is sent
 * over TLS only.
 */
export const setCookie = (
  response: HttpServerResponse.HttpServerResponse,
  secret: string,
  headers: Headers.Headers
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setCookieUnsafe(response, cookieName, secret, {
    ...attributes,
    maxAge,
    secure: headers["x-forwarded-proto"]?.split(",")[0]?.trim().toLowerCase() === "https"
  })

/** Takes the secret from a browser. */
export const expireCookie = (
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setCookieUnsafe(response, cookieName, "", { ...attributes, maxAge: 0 })

const attributes = { httpOnly: true, sameSite: "lax", path: "/" } as const
