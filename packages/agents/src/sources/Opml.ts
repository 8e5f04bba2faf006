import { Array, Result } from "effect"
import { parseOpml } from "feedsmith"
import { cleanText, shorten } from "./CleanText.ts"
import { listenerAddress } from "./ListenerAddress.ts"

/** A feed that somebody subscribes to. */
export interface Subscription {
  readonly url: string
  readonly title: string
}

/** The feeds of an OPML document, from all of its folders, without duplicates, at most 500. */
export const parseSubscriptions = (
  text: string
): Result.Result<ReadonlyArray<Subscription>, string> =>
  Result.mapBoth(
    Result.try(() => parseOpml(text)),
    {
      onFailure: () => "it is not a list of feeds",
      onSuccess: ({ body }) =>
        Array.dedupeWith(
          flatten(body?.outlines ?? []).flatMap(toSubscription),
          (left, right) => left.url === right.url
        ).slice(0, 500)
    }
  )

interface Outline {
  readonly text?: string | undefined
  readonly title?: string | undefined
  readonly xmlUrl?: string | undefined
  readonly outlines?: ReadonlyArray<Outline> | undefined
}

const flatten = (outlines: ReadonlyArray<Outline>): ReadonlyArray<Outline> =>
  outlines.flatMap((outline) => [outline, ...flatten(outline.outlines ?? [])])

const toSubscription = ({ text, title, xmlUrl = "" }: Outline): ReadonlyArray<Subscription> =>
  Result.match(listenerAddress(xmlUrl.trim()), {
    onFailure: () => [],
    onSuccess: (url) => {
      const name = shorten(cleanText(title ?? text ?? ""), 200)
      return [{ url, title: name === "" ? new URL(url).host : name }]
    }
  })
