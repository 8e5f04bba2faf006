import { generateKeyPairSync } from "node:crypto"
import { Redacted } from "effect"
import { GoogleKey } from "../../src/google/GoogleKey.ts"

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })

export { publicKey }
export const email = "podcasts@project.iam.gserviceaccount.com"
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()

/** The key of a service account of nobody. */
export const key = new GoogleKey({ email, privateKey: Redacted.make(pem) })

/** The same as a file of Google's. */
export const json = JSON.stringify({
  type: "service_account",
  client_email: email,
  private_key: pem
})
