import { Schema } from "effect"

/**
 * A model that was to run on this machine cannot: it or its program could not be fetched, or its files are
 * damaged. Others write and speak in its place. `detail` is for the operator; it may name files.
 */
export class LocalModelUnusable extends Schema.TaggedError<LocalModelUnusable>()(
  "LocalModelUnusable",
  {
    name: Schema.String,
    reason: Schema.Literals(["NotFetched", "Damaged"]),
    detail: Schema.String
  }
) {}
