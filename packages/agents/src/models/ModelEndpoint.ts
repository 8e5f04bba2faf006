import { Schema } from "effect"
import { ModelPrice } from "./ModelPrice.ts"
import { modelServers, quirks } from "./ModelServer.ts"

/** A model, and where it answers. */
export class ModelEndpoint extends Schema.Class<ModelEndpoint>("aethercast/ModelEndpoint")({
  /** With the path, without a slash at its end: `https://api.openai.com/v1`. */
  baseUrl: Schema.String,
  server: Schema.Literals(modelServers),
  apiKey: Schema.Option(Schema.Redacted(Schema.String)),
  model: Schema.NonEmptyString,
  price: ModelPrice
}) {
  /** How its provider is named to people and in errors. */
  get provider(): string {
    return quirks[this.server].name
  }
}
