import { type Interest } from "@aethercast/domain/Taste"
import { usePageServices } from "../PageServices.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { DeleteButton } from "./DeleteButton.tsx"
import { myTasteAtom } from "./MyEpisodes.ts"

/** What the topics are ordered by for this listener: to see, and to clear one by one or as a whole. */
export const LearntTaste = () => {
  const { mine } = usePageServices()
  const taste = useAtomValue(myTasteAtom)
  if (taste.length === 0) return null
  const likes = taste.filter(({ weight }) => weight > 0)
  const dislikes = taste.filter(({ weight }) => weight < 0)
  return (
    <section class="remembered" aria-labelledby="taste">
      <h2 id="taste">What you seem to like</h2>
      <p>
        Topics about this stand higher or lower on your page. It is learnt from your thumbs, from
        what you skip, and from the episodes that you start and hear to the end, and fades within
        months.
      </p>
      <Themes title="You like" interests={likes} />
      <Themes title="You like less" interests={dislikes} />
      <div class="my-episode-actions">
        <DeleteButton
          label="Forget what I like"
          text="Forget what I like"
          question="Forget all of this?"
          onDelete={mine.forgetTaste()}
        />
      </div>
    </section>
  )
}

const Themes = (props: { readonly title: string; readonly interests: ReadonlyArray<Interest> }) => {
  const { mine } = usePageServices()
  if (props.interests.length === 0) return null
  return (
    <>
      <h3>{props.title}</h3>
      <ul class="my-episodes-list">
        {props.interests.map(({ theme, weight }) => (
          <li key={theme} class="my-episode-actions">
            <span>
              {theme}
              {Math.abs(weight) < strong ? ", a little" : ""}
            </span>
            <DeleteButton
              label={`Forget ${theme}`}
              text="Forget"
              question={`Forget ${theme}?`}
              onDelete={mine.forgetTaste(theme)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

/** From this weight on it is more than one order. */
const strong = 0.3
