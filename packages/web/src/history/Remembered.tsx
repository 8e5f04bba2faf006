import { DateTime } from "effect"
import { usePageServices } from "../PageServices.ts"
import { pluralize } from "../ui/Pluralize.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { DeleteButton } from "./DeleteButton.tsx"
import { mySessionAtom } from "./MyEpisodes.ts"

/** What is remembered of this listener: to see, to download, and to clear. */
export const Remembered = () => {
  const { mine } = usePageServices()
  const session = useAtomValue(mySessionAtom)
  return (
    <section class="remembered" aria-labelledby="remembered">
      <h2 id="remembered">What is remembered here</h2>
      <p>
        This server knows your browser by a cookie and nothing else about you.
        {session !== undefined &&
          ` Since ${day.format(DateTime.toDate(session.createdAt))} it remembers ${pluralize(session.ordered, "episode")} that you started, and where you stopped in ${pluralize(session.heard, "episode")}.`}{" "}
        Your browser remembers what you played last and your preferences.
      </p>
      <div class="my-episode-actions">
        <a class="button button-secondary" href="/api/v1/session" download="aethercast.json">
          Download all of it
        </a>
        <DeleteButton
          label="Forget everything"
          text="Forget everything"
          question="Delete all of it, with your episodes?"
          onDelete={mine.forget}
        />
      </div>
    </section>
  )
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" })
