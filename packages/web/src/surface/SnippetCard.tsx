import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option } from "effect"
import { useId, useState } from "preact/hooks"
import { useDesk } from "../AppContext.ts"
import { preferencesAtom } from "../listener/Preferences.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Cover } from "../ui/Cover.tsx"
import { Play } from "../ui/Icons.tsx"
import { many } from "../ui/DurationText.ts"
import { context, count, type Scope, text } from "./Binding.ts"
import { Note } from "../ui/ErrorBoundary.tsx"
import { perform } from "./ActionHandler.ts"
import type { Attributes } from "./Surface.tsx"

type SnippetCard = Extract<CatalogComponent, { readonly type: "SnippetCard" }>

/** A topic that can be listened to. */
export const SnippetCard = (props: {
  readonly component: SnippetCard
  readonly scope: Scope
  readonly level: 1 | 2 | 3
  readonly attributes: Attributes
}) => {
  const { attributes, component, level, scope } = props
  const desk = useDesk()
  const { lengthSeconds } = useAtom(preferencesAtom)
  const [broken, setBroken] = useState(false)
  const name = useId()
  const title = text(scope, component.title)
  if (title === undefined) return <Note label="This topic could not be read." />

  const teaser = text(scope, component.teaser)
  const cover = text(scope, component.cover)
  const sources = count(scope, component.sources)
  const tags = text(scope, component.tags)
  const Title = `h${level}` as const

  const listen = () => {
    const preview = {
      title,
      ...(teaser !== undefined && { teaser }),
      ...(cover !== undefined && { cover })
    }
    const done = perform(desk, component.action.name, context(scope, component.action), preview)
    setBroken(Option.isNone(done))
  }

  return (
    <article class="card" aria-labelledby={name} {...attributes}>
      <Cover title={title} src={cover} alt={text(scope, component.coverAlt)} />
      <div class="card-text">
        <Title class="card-title" id={name}>
          {title}
        </Title>
        {teaser !== undefined && <p class="card-teaser">{teaser}</p>}
        <p class="card-facts">
          {sources !== undefined && sources > 0 && <span>{many(sources, "source")}</span>}
          {tags !== undefined && tags !== "" && <span>{tags}</span>}
        </p>
        <button
          type="button"
          class="button button-listen"
          aria-label={`Listen to ${title}`}
          onClick={listen}
        >
          <Play />
          Listen
          <span class="button-detail">{lengthSeconds / 60} min</span>
        </button>
        {broken && (
          <p class="field-error" role="alert">
            This topic cannot be listened to at the moment.
          </p>
        )}
      </div>
    </article>
  )
}
