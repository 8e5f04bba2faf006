import { ImageEndpoint } from "@aethercast/agents/images/ImageEndpoint"
import { Effect, Option } from "effect"
import * as ModelVariables from "./ModelVariables.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The model that paints covers, on the server of `OPENAI_...`. None unless `OPENAI_IMAGE_MODEL` names it. */
export const read = Effect.fn("ImageVariables.read")(function* () {
  const model = yield* ValueFlag.environment("OPENAI_IMAGE_MODEL")
  if (Option.isNone(model)) return Option.none()
  const account = yield* ModelVariables.account("OPENAI")
  if (Option.isNone(account)) {
    return yield* new BadUsage({
      problem: "OPENAI_IMAGE_MODEL needs OPENAI_API_KEY or OPENAI_BASE_URL."
    })
  }
  const price = Option.getOrElse(yield* ValueFlag.environment("OPENAI_IMAGE_PRICE"), () =>
    account.value.server === "openai" ? listPrice : "0"
  )
  return Option.some(
    new ImageEndpoint({ ...account.value, model: model.value, price: yield* decodePrice(price) })
  )
})

/**
 * Of an image of 1024 by 1024 pixels in medium quality, rounded up: 1,056 tokens of 30 to 40 dollars a
 * million, and the prompt. https://platform.openai.com/docs/pricing, as of September 2026.
 */
const listPrice = "0.05"

const decodePrice = (price: string) =>
  /^\d{1,2}(?:\.\d{1,4})?$/.test(price)
    ? Effect.succeed(Number.parseFloat(price))
    : Effect.fail(
        new BadUsage({ problem: "OPENAI_IMAGE_PRICE must be dollars for an image, like 0.05." })
      )
