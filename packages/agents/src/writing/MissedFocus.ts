import type { Language } from "@aethercast/domain/Language"
import { Line } from "@aethercast/domain/Script"

/** What the host says before the first chapter when the sources say nothing about the listener's focus. */
export const missedFocusLine = (language: Language): Line =>
  new Line({
    speaker: "host",
    text: sentences.get(language) ?? english,
    passages: [],
    pauseMillis: 500
  })

const english =
  "On what you asked us to focus on, our sources say nothing, so we cover the topic as a whole."

/** A language without an entry is answered in English. */
const sentences: ReadonlyMap<Language, string> = new Map([
  ["en", english],
  [
    "de",
    "Zu dem, worauf wir achten sollten, sagen unsere Quellen nichts. Deshalb geht es um das Thema im Ganzen."
  ]
])
