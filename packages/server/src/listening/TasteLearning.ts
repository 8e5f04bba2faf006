import { themesOf } from "@aethercast/agents/relevance/TopicThemes"
import { Snippets } from "@aethercast/agents/store/Snippets"
import type { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import type { SteeringOutcome } from "@aethercast/domain/SteeringCommand"
import type { TasteSignal, Theme } from "@aethercast/domain/Taste"
import { Effect, Option } from "effect"

/** What a session did that says what it likes, without the episode. */
export interface LearntSignal {
  readonly kind: TasteSignal["_tag"]
  /** URLs of the sources that it is about, beside the subject of the episode. */
  readonly sources: ReadonlyArray<string>
}

export const ordered: LearntSignal = { kind: "Ordered", sources: [] }

/** What the outcome of a command says about taste. Leaving an aside says nothing about the topic. */
export const ofOutcome = (outcome: SteeringOutcome): Option.Option<LearntSignal> => {
  switch (outcome._tag) {
    case "Voted":
      return Option.some({
        kind: outcome.up ? "ThumbUp" : "ThumbDown",
        sources: outcome.sources
      })
    case "Skipped":
      return outcome.aside === undefined
        ? Option.some({ kind: "Skipped", sources: [] })
        : Option.none()
    default:
      return Option.none()
  }
}

/** The themes of an episode and of the given sources. What a listener uploads or links to is not learnt from. */
export const themesOfRequest = Effect.fn("TasteLearning.themesOfRequest")(function* (
  { subject }: EpisodeRequest,
  sources: ReadonlyArray<string>
) {
  const topic = yield* topicOf(subject)
  return Option.match(topic, {
    onNone: (): ReadonlyArray<Theme> => [],
    onSome: (known) => themesOf({ ...known, sources })
  })
})

const topicOf = Effect.fnUntraced(function* (subject: Subject) {
  switch (subject._tag) {
    case "Known": {
      const pooled = yield* (yield* Snippets).find(subject.topicId)
      return Option.map(pooled, ({ topic: { tags, title } }) => ({ tags, title }))
    }
    case "Words":
      return Option.some({ tags: [], title: subject.words })
    default:
      return Option.none()
  }
})
