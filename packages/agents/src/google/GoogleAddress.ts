import { Schema } from "effect"

/**
 * The address of an API of Google, without a path: `https://texttospeech.googleapis.com`. Without TLS
 * it is one of this machine alone.
 */
export const GoogleAddress = Schema.String.check(
  Schema.isPattern(
    /^(?:https:\/\/[a-z\d][a-z\d.-]{0,252}|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}))(?::\d{1,5})?$/
  )
).pipe(Schema.brand("GoogleAddress"))
export type GoogleAddress = typeof GoogleAddress.Type
