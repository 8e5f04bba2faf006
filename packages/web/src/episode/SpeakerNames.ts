import type { Speaker } from "@aethercast/domain/Script"

/** The names under which the two speakers appear in the transcript. */
export const speakerNames: Readonly<Record<Speaker, string>> = { host: "Ada", guest: "Ben" }
