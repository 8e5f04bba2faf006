import { CannotFollow, Followed } from "@aethercast/domain/Follow"
import { TopicWords } from "@aethercast/domain/EpisodeRequest"
import { Effect, Option, Schema } from "effect"
import { useState } from "preact/hooks"
import { usePageServices } from "../PageServices.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { DeleteButton } from "./DeleteButton.tsx"
import { myFollowsAtom } from "./MyEpisodes.ts"

/** The topics and feeds of which there is a fresh episode each morning. */
export const Following = () => {
  const { mine } = usePageServices()
  const follows = useAtomValue(myFollowsAtom)
  const [text, setText] = useState("")
  const [problem, setProblem] = useState("")
  if (follows === undefined) return null

  const submit = (event: Event) => {
    event.preventDefault()
    const followed = followedIn(text)
    if (Option.isNone(followed)) {
      setProblem("Describe a topic in at least two characters, or give the address of a feed.")
      return
    }
    Effect.runFork(
      mine.follow(followed.value).pipe(
        Effect.match({
          onFailure: (error) => setProblem(isRefusal(error) ? error.reason : failed),
          onSuccess: () => {
            setText("")
            setProblem("")
          }
        }),
        Effect.catchCause(() => Effect.sync(() => setProblem(failed)))
      )
    )
  }

  return (
    <section class="remembered" aria-labelledby="following">
      <h2 id="following">Each morning at seven</h2>
      <p>A fresh episode about each of these is waiting here when you get up.</p>
      <form class="my-episode-actions" onSubmit={submit}>
        <input
          class="follow-input"
          aria-label="A topic, or the address of a feed"
          placeholder="A topic, or the address of a feed"
          value={text}
          maxLength={2048}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button button-secondary">
          Follow
        </button>
      </form>
      {problem !== "" && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      {follows.length > 0 && (
        <ul class="my-episodes-list">
          {follows.map(({ followed, id }) => {
            const name = followed._tag === "Topic" ? followed.words : followed.url
            return (
              <li key={id} class="my-episode-actions">
                <span>{name}</span>
                <DeleteButton
                  label={`Follow ${name} no longer`}
                  text="Stop"
                  question="Follow it no longer?"
                  onDelete={mine.unfollow(id)}
                />
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

const failed = "The server could not do this. Please try again."

const isRefusal = Schema.is(CannotFollow)

const isFeed = Schema.is(Followed.cases.Feed)

/** An address is a feed, everything else a topic. */
const followedIn = (text: string): Option.Option<Followed> => {
  const feed = { _tag: "Feed", url: text.trim() } as const
  if (isFeed(feed)) return Option.some(feed)
  return Option.map(Schema.decodeOption(TopicWords)(text), (words) =>
    Followed.cases.Topic.make({ words })
  )
}
