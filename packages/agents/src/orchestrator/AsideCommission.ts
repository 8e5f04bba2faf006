import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Language } from "@aethercast/domain/Language"
import { Style } from "@aethercast/domain/Script"
import { PassageId, Source } from "@aethercast/domain/Source"
import type { Aside } from "@aethercast/domain/Steering"
import { AsideId } from "@aethercast/domain/Timeline"
import { Cast } from "@aethercast/domain/Voice"
import { Schema } from "effect"
import { BlobId } from "../store/Blobs.ts"
import { defaultCast } from "../voice/Casting.ts"
import { closingTitle, openingTitle } from "../writing/OpeningAndClosing.ts"
import { AsideSubject, maxPassages } from "../writing/ScriptWriter.ts"

/** The input of an aside's workflow: what it is about, and the episode as it was then. */
export class AsideCommission extends Schema.Class<AsideCommission>("aethercast/AsideCommission")({
  episodeId: EpisodeId,
  aside: AsideId,
  subject: AsideSubject,
  /** The chapter that it interrupts. */
  chapter: Schema.Natural,
  /** What is interrupted: the title of the chapter, or of the episode. */
  chapterTitle: Schema.String,
  style: Style,
  language: Language,
  cast: Cast,
  sources: Schema.Array(Source),
  /** What was read for the episode. */
  material: Schema.optionalKey(BlobId),
  /** Passages that the episode has quoted, or will in what is written. */
  alreadySaid: Schema.Array(PassageId)
}) {}

export const commissionOf = (episode: Episode, aside: Aside): AsideCommission => {
  const { chapters, lines } = episode.timeline
  const about = lines.find(({ id }) => id === aside.about)
  const chapter = about?.chapter ?? lines.at(-1)?.chapter ?? 0
  const title = chapters[chapter] ?? openingTitle
  const material = Schema.decodeUnknownOption(BlobId)(episode.material)
  return new AsideCommission({
    episodeId: episode.id,
    aside: aside.id,
    subject:
      aside.words === undefined
        ? { _tag: "Line", text: about?.text ?? "", passages: about?.passages ?? [] }
        : { _tag: "Question", words: aside.words },
    chapter,
    chapterTitle: isAboutTopic(title) ? title : episode.title,
    style: episode.style,
    language: episode.language ?? "en",
    cast: episode.cast ?? defaultCast,
    sources: episode.sources,
    ...(material._tag === "Some" && { material: material.value }),
    alreadySaid: [
      ...Object.values(episode.writtenPassages).flat(),
      ...lines.flatMap(({ passages }) => passages)
    ].slice(-maxPassages)
  })
}

const isAboutTopic = (title: string): boolean => title !== openingTitle && title !== closingTitle
