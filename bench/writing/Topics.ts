import type { Passage, Source } from "@aethercast/domain/Source"
import { libraryPages } from "../../packages/agents/test/writing/LibraryPages.ts"

/** A topic, and what can be read about it. */
export interface WritingTopic {
  readonly name: string
  readonly title: string
  readonly passages: ReadonlyArray<Passage>
  readonly sources: ReadonlyArray<Source>
}

const folders = [
  "coffee",
  "eclipses",
  "honeybees",
  "longitude",
  "sleep",
  "tides",
  "undersea-cables"
]

/** The topics of the shipped library, and each of its documents by itself: 28. */
export const writingTopics: ReadonlyArray<WritingTopic> = folders.flatMap((folder) => {
  const { passages, sources } = libraryPages(folder)
  const whole = { name: folder, title: folder.replace("-", " "), passages, sources }
  return [
    whole,
    ...sources.map((source, at) => ({
      name: `${folder}-${at + 1}`,
      title: source.title,
      passages: passages.filter((passage) => passage.source === source.id),
      sources: [source]
    }))
  ]
})
