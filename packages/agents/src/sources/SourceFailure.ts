import * as Dependency from "@aethercast/cluster/Dependency"
import { Schema } from "effect"

/** The source could not be reached, or is busy; a later retry may succeed. */
export class SourceUnavailable extends Schema.TaggedError<SourceUnavailable>()(
  "SourceUnavailable",
  { url: Schema.String, reason: Schema.String }
) {}

/** The source gives no article, and a retry does not help: missing, refused, not a document, no prose. */
export class SourceUnreadable extends Schema.TaggedError<SourceUnreadable>()("SourceUnreadable", {
  url: Schema.String,
  reason: Schema.String
}) {}

/** The websites and feeds that topics and documents come from; `SourceUnavailable` counts against it. */
export const sourcesDependency = Dependency.make("sources", {
  circuit: { failures: 10, within: "1 minute", cooldown: "15 seconds" }
})
