import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option } from "effect"
import { PreferencesForm } from "../listener/PreferencesForm.tsx"
import { WordsForm } from "../listener/WordsForm.tsx"
import { usePageServices } from "../PageServices.ts"
import { Fallback } from "../ui/Fallback.tsx"
import { handleAction } from "./ActionHandler.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveContext, resolveText, type Scope } from "./Binding.ts"

type Ask = Extract<CatalogComponent, { readonly type: "Ask" }>

/** Requests an episode about a topic in the listener's own words, with the preferences for all episodes. */
export const TopicForm = (props: {
  readonly component: Ask
  readonly scope: Scope
  readonly attributes: AriaAttributes
}) => {
  const { attributes, component, scope } = props
  const services = usePageServices()
  const label = resolveText(scope, component.label)
  const submit = resolveText(scope, component.submit)
  if (label === undefined || submit === undefined) {
    return <Fallback label="The field for your own topic could not be shown." />
  }
  return (
    <WordsForm
      label={label}
      submit={submit}
      placeholder={resolveText(scope, component.placeholder)}
      attributes={attributes}
      onWords={(words) => {
        const handled = handleAction(
          services,
          component.action.name,
          { ...resolveContext(scope, component.action), [component.field]: words },
          { title: words }
        )
        return Option.isNone(handled) ? "Something went wrong. Please try again later." : undefined
      }}
    >
      <PreferencesForm />
    </WordsForm>
  )
}
