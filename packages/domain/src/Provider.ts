import { Schema } from "effect"

/** What would be better, and the shell command that an operator gets it by, where one does. */
export class Advice extends Schema.Class<Advice>("aethercast/Advice")({
  text: Schema.String,
  command: Schema.optionalKey(Schema.String)
}) {}

/** An implementation that the server is running with, described for people: the voice, the database... */
export class Provider extends Schema.Class<Provider>("aethercast/Provider")({
  kind: Schema.Literals(["writer", "voice", "covers", "sources", "database"]),
  description: Schema.String,
  advice: Schema.optionalKey(Advice)
}) {}
