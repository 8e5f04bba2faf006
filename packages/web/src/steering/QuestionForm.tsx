import type { Language } from "@aethercast/domain/Language"
import { QuestionWords } from "@aethercast/domain/SteeringCommand"
import { Result, Schema } from "effect"
import { useEffect, useId, useRef, useState } from "preact/hooks"
import * as Icons from "../ui/Icons.tsx"
import * as Dictation from "./Dictation.ts"

const decodeWords = Schema.decodeUnknownResult(QuestionWords)

interface Props {
  /** In which a question is spoken. */
  readonly language: Language
  readonly onQuestion: (words: string) => void
  /** The microphone listens, or does so no more. */
  readonly onListening: (listens: boolean) => void
}

/** A field for a question to the hosts, which can be spoken where the browser writes it down. */
export const QuestionForm = ({ language, onListening, onQuestion }: Props) => {
  const [error, setError] = useState<string | undefined>()
  const [listens, setListens] = useState(false)
  const stop = useRef<(() => void) | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const inputId = useId()
  const errorId = useId()
  useEffect(() => () => stop.current?.(), [])

  const submit = (field: HTMLInputElement) => {
    const words = decodeWords(field.value)
    setError(Result.isFailure(words) ? words.failure.message : undefined)
    if (Result.isFailure(words)) return field.focus()
    onQuestion(words.success)
    field.value = ""
  }

  const changeListens = (now: boolean) => {
    setListens(now)
    onListening(now)
  }

  const listen = (field: HTMLInputElement) => {
    setError(undefined)
    changeListens(true)
    stop.current = Dictation.listen(language, {
      onWords: (words) => {
        field.value = words.slice(0, mostCharacters)
      },
      onEnd: (end) => {
        stop.current = undefined
        changeListens(false)
        if ("problem" in end) setError(end.problem)
        else submit(field)
      }
    })
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
        maxLength={mostCharacters}
        placeholder={listens ? "Say your question…" : "Ask the hosts a question"}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        onInput={() => error !== undefined && setError(undefined)}
      />
      {Dictation.isSupported() && (
        <button
          type="button"
          class="button button-small"
          aria-pressed={listens}
          aria-label="Say the question"
          title="Say the question: your browser, or its maker, writes it down"
          onClick={() => {
            if (stop.current !== undefined) stop.current()
            else if (input.current !== null) listen(input.current)
          }}
        >
          <Icons.Microphone />
        </button>
      )}
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

const mostCharacters = 300
