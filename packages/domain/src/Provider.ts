import { Schema } from "effect"

/** An implementation that the server is running with, described for people: the voice, the database... */
export class Provider extends Schema.Class<Provider>("aethercast/Provider")({
  kind: Schema.Literals(["writer", "voice", "covers", "sources", "database"]),
  description: Schema.String,
  /** What would be better, and how an operator gets it. */
  hint: Schema.optionalKey(Schema.String)
}) {}
