import { createVerify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as GoogleKey from "../../src/google/GoogleKey.ts"
import * as TestGoogleKey from "./TestGoogleKey.ts"

describe("GoogleKey", () => {
  it.effect("a token is signed by the key itself, without a request", () =>
    Effect.gen(function* () {
      const auth = yield* GoogleKey.credentials(TestGoogleKey.key)
      const headers = yield* Effect.promise(() => auth.getRequestHeaders())
      const token = headers.get("authorization")?.replace("Bearer ", "") ?? ""
      const [head = "", claims = "", signature = ""] = token.split(".")
      assert.deepInclude(JSON.parse(Buffer.from(claims, "base64url").toString()), {
        iss: TestGoogleKey.email,
        scope: "https://www.googleapis.com/auth/cloud-platform"
      })
      const verify = createVerify("RSA-SHA256").update(`${head}.${claims}`)
      assert.isTrue(verify.verify(TestGoogleKey.publicKey, signature, "base64url"))
    })
  )

  it("is not shown", () => {
    assert.notInclude(JSON.stringify(TestGoogleKey.key) + String(TestGoogleKey.key), "PRIVATE KEY")
  })
})
