import { Effect, Redacted, Schema } from "effect"

/** The key of a service account of Google Cloud. */
export class GoogleKey extends Schema.Class<GoogleKey>("aethercast/GoogleKey")({
  email: Schema.NonEmptyString,
  /** PEM. */
  privateKey: Schema.Redacted(Schema.NonEmptyString)
}) {}

/**
 * The credentials that Google's packages take. With them the packages read nothing else on this machine,
 * and sign their tokens themselves, without a request to Google's token server.
 */
export const credentials = Effect.fn("GoogleKey.credentials")(function* ({
  email,
  privateKey
}: GoogleKey) {
  const { GoogleAuth, JWT } = yield* Effect.promise(() => import("google-auth-library"))
  const authClient = new JWT({
    email,
    key: Redacted.value(privateKey),
    scopes: ["https://www.googleapis.com/auth/cloud-platform"]
  })
  authClient.useJWTAccessWithScope = true
  const auth = new GoogleAuth({ authClient })
  // Without it, whoever signs an address asks the metadata server of a cloud machine for the account.
  auth.jsonContent = { client_email: email }
  return auth
})
