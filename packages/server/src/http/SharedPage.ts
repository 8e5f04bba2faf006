import type { Episode } from "@aethercast/domain/Episode"
import { path } from "@aethercast/domain/Podcast"
import { escaped } from "./HtmlPage.ts"

/**
 * The page of an episode with what other sites and messengers show of a link to it
 * (https://ogp.me): its title, teaser, cover and audio.
 */
export const sharedPage = (html: string, episode: Episode, origin: string): string => {
  const { cover, coverAlt = "", id, teaser, title } = episode
  const tags = [
    ["og:site_name", "Aethercast"],
    ["og:type", "website"],
    ["og:title", title],
    ["og:description", teaser],
    ["og:url", `${origin}/episode/${id}`],
    ["og:audio", `${origin}${path(id)}/audio.mp3`],
    ["og:audio:type", "audio/mpeg"],
    ...(cover === undefined
      ? []
      : [
          ["og:image", origin + cover],
          ["og:image:alt", coverAlt]
        ]),
    ["twitter:card", "summary"]
  ] as const
  const head = [
    `<title>${escaped(title)} · Aethercast</title>`,
    ...tags.map(
      ([property, content]) =>
        `<meta property="${property}" content="${escaped(content?.toWellFormed() ?? "")}" />`
    )
  ].join("\n    ")
  return html.replace(/<title>[^<]*<\/title>/, () => head)
}
