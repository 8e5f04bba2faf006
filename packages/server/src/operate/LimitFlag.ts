import { Effect, Schema, SchemaTransformation } from "effect"
import * as ValueFlag from "../ValueFlag.ts"

const Limit = Schema.String.check(Schema.isPattern(/^\d{1,4}$/)).pipe(
  Schema.decodeTo(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
    SchemaTransformation.numberFromString
  )
)

/** How many rows a list shows. */
export const limit = (defaultLimit: number) =>
  ValueFlag.make("limit", {
    metavar: "N",
    description: `How many, newest first (default ${defaultLimit})`,
    schema: Limit,
    expected: "a whole number from 1 to 1000",
    default: Effect.succeed(defaultLimit)
  })
