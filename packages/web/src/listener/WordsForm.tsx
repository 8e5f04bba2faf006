import { TopicWords } from "@aethercast/domain/EpisodeRequest"
import { Result, Schema } from "effect"
import type { ComponentChildren } from "preact"
import { useId, useRef, useState } from "preact/hooks"
import type { AriaAttributes } from "../surface/AriaAttributes.ts"
import { Play } from "../ui/Icons.tsx"

const decodeWords = Schema.decodeUnknownResult(TopicWords)

/** A field for a topic in the listener's own words. */
export const WordsForm = (props: {
  readonly label: string
  readonly submit: string
  readonly placeholder?: string | undefined
  readonly initial?: string
  readonly attributes?: AriaAttributes
  /** Takes valid words; returns what is wrong with them all the same. */
  readonly onWords: (words: string) => string | undefined
  readonly children?: ComponentChildren
}) => {
  const [error, setError] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const inputId = useId()
  const errorId = useId()

  const onSubmit = (typed: string) => {
    const words = decodeWords(typed)
    const problem = Result.isFailure(words) ? words.failure.message : props.onWords(words.success)
    setError(problem)
    if (problem !== undefined) input.current?.focus()
  }

  return (
    <form
      class="topic-form"
      noValidate
      {...props.attributes}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(input.current?.value ?? "")
      }}
    >
      <label class="topic-form-label" for={inputId}>
        {props.label}
      </label>
      <div class="topic-form-field">
        <input
          ref={input}
          id={inputId}
          type="text"
          autocomplete="off"
          enterkeyhint="go"
          placeholder={props.placeholder}
          defaultValue={props.initial}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          onInput={() => error !== undefined && setError(undefined)}
        />
        <button type="submit" class="button button-primary">
          <Play />
          {props.submit}
        </button>
      </div>
      {error !== undefined && (
        <p class="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
      {props.children}
    </form>
  )
}
