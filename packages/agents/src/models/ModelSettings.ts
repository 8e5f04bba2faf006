import { Option, Schema } from "effect"
import { ModelEndpoint } from "./ModelEndpoint.ts"

/** The models that write, by purpose. */
export class ModelSettings extends Schema.Class<ModelSettings>("aethercast/ModelSettings")({
  /** Plans episodes. */
  outline: ModelEndpoint,
  /** Writes segments. */
  script: ModelEndpoint,
  /** Answers listeners in asides. */
  answer: ModelEndpoint,
  /** Writes teasers; a cheaper one will do. */
  snippet: ModelEndpoint,
  /** Checks each line against its passages; without one the check is only lexical. */
  judge: Schema.Option(ModelEndpoint),
  /** Takes over when one of the writing models is down. */
  reserve: Schema.Option(ModelEndpoint)
}) {
  /** One model for all writing, without a judge and a reserve. */
  static single(endpoint: ModelEndpoint): ModelSettings {
    return new ModelSettings({
      outline: endpoint,
      script: endpoint,
      answer: endpoint,
      snippet: endpoint,
      judge: Option.none(),
      reserve: Option.none()
    })
  }
}
