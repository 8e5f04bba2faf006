import { createPrivateKey } from "node:crypto"
import { GoogleAddress } from "@aethercast/agents/google/GoogleAddress"
import { GoogleKey } from "@aethercast/agents/google/GoogleKey"
import { Effect, Option, Redacted, Schema } from "effect"
import * as SecretVariable from "./SecretVariable.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The key in the file that `GOOGLE_APPLICATION_CREDENTIALS` names; an error does not repeat it. */
export const key = Effect.fn("GoogleVariables.key")(function* (needed: string) {
  const path = yield* ValueFlag.environment("GOOGLE_APPLICATION_CREDENTIALS")
  if (Option.isNone(path)) {
    return yield* new BadUsage({
      problem: `${needed} needs GOOGLE_APPLICATION_CREDENTIALS, a file with the key of a service account.`
    })
  }
  const file = yield* SecretVariable.readFile("GOOGLE_APPLICATION_CREDENTIALS", path.value)
  const account = Option.filter(decodeAccount(Redacted.value(file)), ({ private_key }) =>
    isPrivateKey(private_key)
  )
  return yield* Option.match(account, {
    onNone: () =>
      Effect.fail(
        new BadUsage({
          problem: "GOOGLE_APPLICATION_CREDENTIALS is not a file with the key of a service account."
        })
      ),
    onSome: ({ client_email, private_key }) =>
      Effect.succeed(new GoogleKey({ email: client_email, privateKey: Redacted.make(private_key) }))
  })
})

/** An address of an API of Google from the variable `name`. */
export const address = Effect.fn("GoogleVariables.address")(function* (
  name: string,
  official: GoogleAddress
) {
  const given = Option.getOrElse(yield* ValueFlag.environment(name), () => official)
  return yield* Effect.mapError(
    decodeAddress(given.replace(/\/$/, "")),
    () =>
      new BadUsage({ problem: `${name} must be like ${official}; without TLS, on this machine.` })
  )
})

const decodeAddress = Schema.decodeEffect(GoogleAddress)

const decodeAccount = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      type: Schema.Literal("service_account"),
      client_email: Schema.NonEmptyString,
      private_key: Schema.NonEmptyString
    })
  )
)

const isPrivateKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa"
  } catch {
    return false
  }
}
