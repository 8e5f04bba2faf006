import * as Agent from "@aethercast/cluster/Agent"
import { Theme } from "@aethercast/domain/Taste"
import { SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { TopicId } from "@aethercast/domain/Topic"
import { Effect, Schema } from "effect"

/** A card of the landing page. */
export class Card extends Schema.Class<Card>("aethercast/Card")({
  topicId: TopicId,
  title: Schema.String,
  teaser: Schema.String,
  sources: Schema.Natural,
  tags: Schema.String,
  /** How much the topic is worth, from 0 to 1, and why in a few words. */
  score: Schema.Finite.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0)),
    Schema.withConstructorDefault(Effect.succeed(0))
  ),
  reasons: Schema.String.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("")),
    Schema.withConstructorDefault(Effect.succeed(""))
  ),
  /** By what a listener may like the topic. */
  themes: Schema.Array(Theme).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([])),
    Schema.withConstructorDefault(Effect.succeed([]))
  ),
  cover: Schema.optionalKey(Schema.String),
  coverAlt: Schema.optionalKey(Schema.String)
}) {}

/** The content of the landing page. */
export class LandingContent extends Schema.Class<LandingContent>("aethercast/LandingContent")({
  cards: Schema.Array(Card).check(Schema.isMaxLength(48)),
  /** The number of cards that are still being written. */
  pending: Schema.Natural,
  /** A degradation in plain English; empty when there is none. */
  notice: Schema.String.check(Schema.isMaxLength(500))
}) {}

export const landingSurface = SurfaceId.make("landing")

/** Composes surfaces: their layout and data bindings. */
export const DynamicUi = Agent.make({
  name: "DynamicUi",
  version: 1,
  description: "Composes the surfaces that the browser shows",
  input: LandingContent,
  success: UiDefinition,
  error: Schema.Never,
  supervision: { deadline: "5 seconds", restarts: { times: 2, within: "1 minute" } }
})(Effect.succeed((content) => Effect.succeed(landingPage(content))))

/** The definition of the landing page; its actor assigns the version. */
export const landingPage = (content: LandingContent): UiDefinition =>
  new UiDefinition({
    catalog: "aethercast/1",
    surface: landingSurface,
    version: 0,
    locale: "en",
    title: "Aethercast",
    root: "page",
    components: {
      page: {
        type: "Column",
        gap: "large",
        children: ["ask", "notice", "retry", "fresh", "progress", "cards", "more"]
      },
      ask: {
        type: "Ask",
        label: "What would you like to hear about?",
        placeholder: "A topic, an address, or pasted text",
        submit: "Make an episode",
        field: "words",
        action: { name: "listenToWords", context: {} }
      },
      notice: {
        type: "Banner",
        tone: "warning",
        text: { path: "/notice" },
        visible: { path: "/hasNotice" },
        accessibility: { live: "polite" }
      },
      retry: {
        type: "Button",
        text: "Try again",
        action: { name: "refresh", context: {} },
        visible: { path: "/hasNotice" }
      },
      fresh: { type: "Heading", level: 2, text: "Fresh today" },
      progress: {
        type: "Progress",
        label: { path: "/progressLabel" },
        value: { path: "/ready" },
        of: { path: "/expected" },
        visible: { path: "/making" },
        accessibility: { live: "polite" }
      },
      cards: { type: "Grid", children: { template: "card", path: "/snippets" } },
      more: { type: "Placeholder", count: { path: "/pending" }, visible: { path: "/making" } },
      card: {
        type: "SnippetCard",
        title: { path: "title" },
        teaser: { path: "teaser" },
        cover: { path: "cover" },
        coverAlt: { path: "coverAlt" },
        sources: { path: "sources" },
        tags: { path: "tags" },
        reasons: { path: "reasons" },
        action: { name: "listen", context: { topicId: { path: "topicId" } } }
      }
    },
    data: {
      notice: content.notice,
      hasNotice: content.notice !== "",
      making: content.pending > 0,
      pending: content.pending,
      ready: content.cards.length,
      expected: content.cards.length + content.pending,
      progressLabel: `${content.cards.length} of ${content.cards.length + content.pending} written up`,
      snippets: {
        order: content.cards.map((card) => card.topicId),
        byId: Object.fromEntries(
          content.cards.map(({ cover = "", coverAlt = "", ...card }) => [
            card.topicId,
            { ...card, cover, coverAlt }
          ])
        )
      }
    }
  })
