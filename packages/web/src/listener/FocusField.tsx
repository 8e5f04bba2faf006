import { useEffect, useId, useRef } from "preact/hooks"

/** A field for what matters to the listener about the subject; it may stay empty. */
export const FocusField = (props: {
  readonly value: string
  readonly problem: string | undefined
  readonly onInput: (value: string) => void
}) => {
  const { onInput, problem, value } = props
  const inputId = useId()
  const errorId = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (problem !== undefined) input.current?.focus()
  }, [problem])
  return (
    <div class="focus-field">
      <label for={inputId}>Focus (optional)</label>
      <input
        ref={input}
        id={inputId}
        type="text"
        autocomplete="off"
        enterkeyhint="go"
        maxLength={200}
        placeholder="What it means for small farms"
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : errorId}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {problem !== undefined && (
        <p class="field-error" id={errorId} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
