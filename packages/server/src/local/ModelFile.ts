import { Schema } from "effect"

/** A file of a model on a hub, of which exactly these bytes are wanted. */
export class ModelFile extends Schema.Class<ModelFile>("@aethercast/server/ModelFile")({
  /** As it is kept. */
  name: Schema.String.check(Schema.isPattern(/^[\w.-]+$/)),
  /** On the hub, with the revision: `Qwen/Qwen3-4B-GGUF/resolve/REVISION/Qwen3-4B-Q4_K_M.gguf`. */
  path: Schema.NonEmptyString,
  bytes: Schema.Int.check(Schema.isGreaterThan(0)),
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
}) {}
