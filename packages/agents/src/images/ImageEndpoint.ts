import { Schema } from "effect"
import { modelServers, quirks } from "../models/ModelServer.ts"

/** A model that paints at `/images/generations`, as OpenAI's do. */
export class ImageEndpoint extends Schema.Class<ImageEndpoint>("aethercast/ImageEndpoint")({
  /** With the path, without a slash at its end. */
  baseUrl: Schema.String,
  server: Schema.Literals(modelServers),
  apiKey: Schema.Option(Schema.Redacted(Schema.String)),
  model: Schema.NonEmptyString,
  /** Dollars for an image. */
  price: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 }))
}) {
  /** How its provider is named to people and in errors. */
  get provider(): string {
    return quirks[this.server].name
  }
}
