import type { Speaker } from "@aethercast/domain/Script"

/** What the two voices are called. */
export const speakerNames: Readonly<Record<Speaker, string>> = { host: "Ada", guest: "Ben" }
