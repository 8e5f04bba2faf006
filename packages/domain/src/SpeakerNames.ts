import type { Speaker } from "./Script.ts"

/** The names of the two speakers: in the transcript, and when they address each other. */
export const speakerNames: Readonly<Record<Speaker, string>> = { host: "Ada", guest: "Ben" }
