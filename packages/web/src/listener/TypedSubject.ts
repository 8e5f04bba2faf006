import { Focus, type Subject, TopicWords, WebAddress } from "@aethercast/domain/EpisodeRequest"
import { Result, Schema } from "effect"
import type { EpisodePreview } from "./RequestedEpisode.ts"
import type { GivenDocument } from "./useUpload.ts"

type Described = readonly [subject: Subject, preview: EpisodePreview]

/**
 * What an episode is to be about, and what the page shows of it at first; or what is wrong. A document
 * counts, or else what was typed: words, or an address. `withWeb`: whether other sources are read as well.
 */
export const subjectOf = (
  typed: string,
  given: GivenDocument,
  withWeb: boolean
): Result.Result<Described, string> => {
  if (given._tag === "Sending") return Result.fail("The document is still being read.")
  if (given._tag === "Read") {
    const { id, title } = given.document
    return Result.succeed([{ _tag: "Document", documentId: id, withWeb }, { title }])
  }
  const address = addressIn(typed)
  const described: Result.Result<Described, Schema.SchemaError> =
    address === undefined
      ? Result.map(decodeWords(typed), (words) => [{ _tag: "Words", words }, { title: words }])
      : Result.map(decodeAddress(address), (url) => [
          { _tag: "Address", url, withWeb },
          { title: `A page of ${new URL(url).host.replace(/^www\./, "")}` }
        ])
  return Result.mapError(described, ({ message }) => message)
}

/** What matters to the listener, absent when nothing was typed; or what is wrong. */
export const focusOf = (typed: string): Result.Result<string | undefined, string> =>
  typed.trim() === ""
    ? Result.succeed(undefined)
    : Result.mapError(decodeFocus(typed), ({ message }) => message)

const decodeFocus = Schema.decodeUnknownResult(Focus)
const decodeWords = Schema.decodeUnknownResult(TopicWords)
const decodeAddress = Schema.decodeUnknownResult(WebAddress)

/** The address that was typed, if it is one. */
export const addressIn = (typed: string): string | undefined => {
  const text = typed.trim()
  if (/^https?:\/\/\S+$/i.test(text)) return text
  return /^www\.\S+$/i.test(text) ? `https://${text}` : undefined
}

/** Pasted text as a document, if it is too long for a topic. */
export const asDocument = (text: string): File | undefined =>
  text.length > 300 || text.trim().includes("\n")
    ? new File([text], "Pasted text.txt", { type: "text/plain" })
    : undefined
