import { TopicWords } from "@aethercast/domain/EpisodeRequest"
import type { CatalogComponent } from "@aethercast/domain/SurfaceCatalog"
import { Option, Result, Schema } from "effect"
import { useId, useRef, useState } from "preact/hooks"
import { useDesk } from "../AppContext.ts"
import { Wishes } from "../listener/PreferencesForm.tsx"
import { Play } from "../ui/Icons.tsx"
import { context, type Scope, text } from "./Binding.ts"
import { Note } from "../ui/ErrorBoundary.tsx"
import { perform } from "./ActionHandler.ts"
import type { Attributes } from "./Surface.tsx"

type Ask = Extract<CatalogComponent, { readonly type: "Ask" }>

const decodeWords = Schema.decodeUnknownResult(TopicWords)

/** A topic of the listener's own, and how they want episodes to be. */
export const Ask = (props: {
  readonly component: Ask
  readonly scope: Scope
  readonly attributes: Attributes
}) => {
  const { attributes, component, scope } = props
  const desk = useDesk()
  const [problem, setProblem] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const field = useId()
  const hint = useId()
  const label = text(scope, component.label)
  const submit = text(scope, component.submit)
  if (label === undefined || submit === undefined) {
    return <Note label="The field for a topic of your own could not be read." />
  }

  const send = (typed: string) => {
    const words = decodeWords(typed)
    if (Result.isFailure(words)) {
      setProblem(words.failure.message)
      input.current?.focus()
      return
    }
    const done = perform(
      desk,
      component.action.name,
      { ...context(scope, component.action), [component.field]: words.success },
      { title: words.success }
    )
    setProblem(Option.isNone(done) ? "This does not work at the moment." : undefined)
  }

  return (
    <form
      class="topic-form"
      noValidate
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault()
        send(input.current?.value ?? "")
      }}
    >
      <label class="topic-form-label" for={field}>
        {label}
      </label>
      <div class="topic-form-field">
        <input
          ref={input}
          id={field}
          type="text"
          autocomplete="off"
          enterkeyhint="go"
          placeholder={text(scope, component.placeholder)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : hint}
          onInput={() => problem !== undefined && setProblem(undefined)}
        />
        <button type="submit" class="button button-primary">
          <Play />
          {submit}
        </button>
      </div>
      {problem !== undefined && (
        <p class="field-error" id={hint} role="alert">
          {problem}
        </p>
      )}
      <Wishes />
    </form>
  )
}
