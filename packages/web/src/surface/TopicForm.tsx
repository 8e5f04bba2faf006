import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option } from "effect"
import { PreferencesForm } from "../listener/PreferencesForm.tsx"
import { SubjectForm } from "../listener/SubjectForm.tsx"
import { usePageServices } from "../PageServices.ts"
import { Fallback } from "../ui/Fallback.tsx"
import { handleAction } from "./ActionHandler.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveContext, resolveText, type Scope } from "./Binding.ts"

type Ask = Extract<CatalogComponent, { readonly type: "Ask" }>

/** Requests an episode about what the listener types or gives, with the preferences for all episodes. */
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
    <SubjectForm
      label={label}
      submit={submit}
      placeholder={resolveText(scope, component.placeholder)}
      attributes={attributes}
      onSubject={(subject, preview, focus) => {
        if (subject._tag !== "Words") {
          services.requests.start(subject, preview, focus)
          return undefined
        }
        const handled = handleAction(
          services,
          component.action.name,
          {
            ...resolveContext(scope, component.action),
            [component.field]: subject.words,
            ...(focus !== undefined && { focus })
          },
          preview
        )
        return Option.isNone(handled) ? "Something went wrong. Please try again later." : undefined
      }}
    >
      <PreferencesForm />
    </SubjectForm>
  )
}
