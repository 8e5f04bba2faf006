import { Schema } from "effect"
import { ModelEndpoint } from "./ModelEndpoint.ts"

/** The models that write, by purpose. */
export class ModelSettings extends Schema.Class<ModelSettings>("aethercast/ModelSettings")({
  /** For outlines and segments. */
  script: ModelEndpoint,
  /** For teasers; a cheaper one will do. */
  snippet: ModelEndpoint,
  /** Takes over when the provider of the others is down. */
  reserve: Schema.Option(ModelEndpoint)
}) {}
