import type { Language } from "@aethercast/domain/Language"
import { english } from "./English.ts"
import { german } from "./German.ts"
import type { LanguagePack } from "./LanguagePack.ts"

/** The languages whose texts are normalized. Another language is one file and one line here. */
export const languagePacks: ReadonlyMap<Language, LanguagePack> = new Map([
  ["en", english],
  ["de", german]
])
