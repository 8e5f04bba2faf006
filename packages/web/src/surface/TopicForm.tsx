import { TopicWords } from "@aethercast/domain/EpisodeRequest"
import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option, Result, Schema } from "effect"
import { useId, useRef, useState } from "preact/hooks"
import { PreferencesForm } from "../listener/PreferencesForm.tsx"
import { usePageServices } from "../PageServices.ts"
import { Fallback } from "../ui/Fallback.tsx"
import { Play } from "../ui/Icons.tsx"
import { handleAction } from "./ActionHandler.ts"
import type { AriaAttributes } from "./AriaAttributes.ts"
import { resolveContext, resolveText, type Scope } from "./Binding.ts"

type Ask = Extract<CatalogComponent, { readonly type: "Ask" }>

const decodeWords = Schema.decodeUnknownResult(TopicWords)

/** Requests an episode about a topic in the listener's own words, with the preferences for all episodes. */
export const TopicForm = (props: {
  readonly component: Ask
  readonly scope: Scope
  readonly attributes: AriaAttributes
}) => {
  const { attributes, component, scope } = props
  const services = usePageServices()
  const [error, setError] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const inputId = useId()
  const errorId = useId()
  const label = resolveText(scope, component.label)
  const submit = resolveText(scope, component.submit)
  if (label === undefined || submit === undefined) {
    return <Fallback label="The field for your own topic could not be shown." />
  }

  const onSubmit = (typed: string) => {
    const words = decodeWords(typed)
    if (Result.isFailure(words)) {
      setError(words.failure.message)
      input.current?.focus()
      return
    }
    const handled = handleAction(
      services,
      component.action.name,
      { ...resolveContext(scope, component.action), [component.field]: words.success },
      { title: words.success }
    )
    setError(Option.isNone(handled) ? "Something went wrong. Please try again later." : undefined)
  }

  return (
    <form
      class="topic-form"
      noValidate
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(input.current?.value ?? "")
      }}
    >
      <label class="topic-form-label" for={inputId}>
        {label}
      </label>
      <div class="topic-form-field">
        <input
          ref={input}
          id={inputId}
          type="text"
          autocomplete="off"
          enterkeyhint="go"
          placeholder={resolveText(scope, component.placeholder)}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          onInput={() => error !== undefined && setError(undefined)}
        />
        <button type="submit" class="button button-primary">
          <Play />
          {submit}
        </button>
      </div>
      {error !== undefined && (
        <p class="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
      <PreferencesForm />
    </form>
  )
}
