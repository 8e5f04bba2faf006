import { QuestionWords } from "@aethercast/domain/SteeringCommand"
import { Result, Schema } from "effect"
import { useId, useRef, useState } from "preact/hooks"

const decodeWords = Schema.decodeUnknownResult(QuestionWords)

/** A field for a question to the hosts. */
export const QuestionForm = (props: { readonly onQuestion: (words: string) => void }) => {
  const [error, setError] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const inputId = useId()
  const errorId = useId()

  const submit = (field: HTMLInputElement) => {
    const words = decodeWords(field.value)
    setError(Result.isFailure(words) ? words.failure.message : undefined)
    if (Result.isFailure(words)) return field.focus()
    props.onQuestion(words.success)
    field.value = ""
  }

  return (
    <form
      class="question-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (input.current !== null) submit(input.current)
      }}
    >
      <label class="visually-hidden" for={inputId}>
        Ask the hosts a question
      </label>
      <input
        ref={input}
        id={inputId}
        type="text"
        autocomplete="off"
        enterkeyhint="send"
        maxLength={300}
        placeholder="Ask the hosts a question"
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        onInput={() => error !== undefined && setError(undefined)}
      />
      <button type="submit" class="button button-small">
        Ask
      </button>
      {error !== undefined && (
        <p class="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
    </form>
  )
}
