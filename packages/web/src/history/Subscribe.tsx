import { useAtomValue } from "../ui/useAtomValue.ts"
import { mySessionAtom } from "./MyEpisodes.ts"

/** The address by which a podcast player gets the session's episodes. */
export const Subscribe = () => {
  const session = useAtomValue(mySessionAtom)
  if (session === undefined) return null
  const address = new URL(session.feed, location.href).href
  return (
    <section class="remembered" aria-labelledby="subscribe">
      <h2 id="subscribe">Listen in a podcast app</h2>
      <p>
        Complete episodes are also a podcast of your own. Whoever has this address can hear them:{" "}
        <a class="feed-link" href={session.feed}>
          {address}
        </a>
      </p>
    </section>
  )
}
