import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option } from "effect"
import { useId, useState } from "preact/hooks"
import { preferencesAtom } from "../listener/Preferences.ts"
import { usePageServices } from "../PageServices.ts"
import { Cover } from "../ui/Cover.tsx"
import { Fallback } from "../ui/Fallback.tsx"
import { Play } from "../ui/Icons.tsx"
import { pluralize } from "../ui/Pluralize.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { handleAction } from "./ActionHandler.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveContext, resolveNumber, resolveText, type Scope } from "./Binding.ts"

type SnippetCard = Extract<CatalogComponent, { readonly type: "SnippetCard" }>

/** A topic with a button that plays an episode about it. */
export const SnippetCard = (props: {
  readonly component: SnippetCard
  readonly scope: Scope
  readonly level: 1 | 2 | 3
  readonly attributes: AriaAttributes
}) => {
  const { attributes, component, level, scope } = props
  const services = usePageServices()
  const { lengthSeconds } = useAtomValue(preferencesAtom)
  const [failed, setFailed] = useState(false)
  const titleId = useId()
  const title = resolveText(scope, component.title)
  if (title === undefined) return <Fallback label="This topic could not be shown." />

  const teaser = resolveText(scope, component.teaser)
  const cover = resolveText(scope, component.cover)
  const sources = resolveNumber(scope, component.sources)
  const tags = resolveText(scope, component.tags)
  const reasons = resolveText(scope, component.reasons)
  const Title = `h${level}` as const

  const onListen = () => {
    const handled = handleAction(
      services,
      component.action.name,
      resolveContext(scope, component.action),
      {
        title,
        ...(teaser !== undefined && { teaser }),
        ...(cover !== undefined && { cover })
      }
    )
    setFailed(Option.isNone(handled))
  }

  return (
    <article class="card" aria-labelledby={titleId} {...attributes}>
      <Cover title={title} src={cover} alt={resolveText(scope, component.coverAlt)} />
      <div class="card-text">
        <Title class="card-title" id={titleId}>
          {title}
        </Title>
        {teaser !== undefined && <p class="card-teaser">{teaser}</p>}
        <p class="card-facts">
          {sources !== undefined && sources > 0 && <span>{pluralize(sources, "source")}</span>}
          {tags !== undefined && tags !== "" && <span>{tags}</span>}
        </p>
        {reasons !== undefined && reasons !== "" && <p class="card-facts">{reasons}</p>}
        <button
          type="button"
          class="button button-listen"
          aria-label={`Listen to ${title}`}
          onClick={onListen}
        >
          <Play />
          Listen
          <span class="button-detail">{lengthSeconds / 60} min</span>
        </button>
        {failed && (
          <p class="field-error" role="alert">
            This topic is not available right now.
          </p>
        )}
      </div>
    </article>
  )
}
