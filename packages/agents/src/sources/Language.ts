import { franc } from "franc-min"
import type { Paragraph } from "./Article.ts"

/** The language of an article as a BCP 47 tag, by its first 4,000 characters; `und` for a few words. */
export const languageOf = (paragraphs: ReadonlyArray<Paragraph>): string => {
  let sample = ""
  for (const { text } of paragraphs) {
    sample += `${text} `
    if (sample.length > 4000) break
  }
  const [language = "und"] = Intl.getCanonicalLocales(
    franc(sample.slice(0, 4000), { minLength: 20 })
  )
  return language
}
