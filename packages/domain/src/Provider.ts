import { Schema } from "effect"

/** What one need of the product is met with at the moment, in words for people. */
export class Provider extends Schema.Class<Provider>("aethercast/Provider")({
  need: Schema.Literals(["writer", "voice", "covers", "sources", "database"]),
  description: Schema.String
}) {}
