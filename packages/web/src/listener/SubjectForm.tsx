import type { Subject } from "@aethercast/domain/EpisodeRequest"
import { uploadTypes } from "@aethercast/domain/ListenerDocument"
import { Result } from "effect"
import type { ComponentChildren } from "preact"
import { useId, useRef, useState } from "preact/hooks"
import type { AriaAttributes } from "../surface/AriaAttributes.ts"
import { Attach, Play } from "../ui/Icons.tsx"
import { DocumentChip } from "./DocumentChip.tsx"
import type { EpisodePreview } from "./RequestedEpisode.ts"
import { FocusField } from "./FocusField.tsx"
import { addressIn, asDocument, focusOf, subjectOf } from "./TypedSubject.ts"
import { useUpload } from "./useUpload.ts"

/**
 * A field for what an episode is to be about: a topic in the listener's own words, the address of a page,
 * pasted text, or a file that is chosen or dropped; and one for what matters to them about it.
 */
export const SubjectForm = (props: {
  readonly label: string
  readonly submit: string
  readonly placeholder?: string | undefined
  readonly initial?: string
  readonly initialFocus?: string | undefined
  readonly attributes?: AriaAttributes
  /** Takes a valid subject and focus; returns what is wrong with the subject all the same. */
  readonly onSubject: (
    subject: Subject,
    preview: EpisodePreview,
    focus: string | undefined
  ) => string | undefined
  readonly children?: ComponentChildren
}) => {
  const { given, give, clear } = useUpload()
  const [problem, setProblem] = useState<string | undefined>()
  const [typed, setTyped] = useState(props.initial ?? "")
  const [focus, setFocus] = useState(props.initialFocus ?? "")
  const [focusProblem, setFocusProblem] = useState<string | undefined>()
  const [withWeb, setWithWeb] = useState(false)
  const [isTarget, setIsTarget] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const inputId = useId()
  const errorId = useId()
  const error = given._tag === "Refused" ? given.reason : problem
  const isGiven = given._tag === "Sending" || given._tag === "Read"

  const take = (data: DataTransfer | null): boolean => {
    const file = data?.files[0] ?? asDocument(data?.getData("text/plain") ?? "")
    if (file === undefined) return false
    setProblem(undefined)
    give(file)
    return true
  }
  const submit = () => {
    const wanted = subjectOf(typed, given, withWeb)
    const wantedFocus = focusOf(focus)
    if (Result.isFailure(wantedFocus)) return setFocusProblem(wantedFocus.failure)
    const wrong = Result.isFailure(wanted)
      ? wanted.failure
      : props.onSubject(...wanted.success, wantedFocus.success)
    setProblem(wrong)
    if (wrong !== undefined) input.current?.focus()
  }

  return (
    <form
      class={`topic-form${isTarget ? " topic-form-target" : ""}`}
      noValidate
      {...props.attributes}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setIsTarget(true)
      }}
      onDragLeave={() => setIsTarget(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsTarget(false)
        take(event.dataTransfer)
      }}
    >
      <label class="topic-form-label" for={inputId}>
        {props.label}
      </label>
      <div class="topic-form-field">
        {isGiven ? (
          <DocumentChip given={given} onRemove={clear} />
        ) : (
          <input
            ref={input}
            id={inputId}
            type="text"
            autocomplete="off"
            enterkeyhint="go"
            placeholder={props.placeholder}
            value={typed}
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? undefined : errorId}
            onInput={({ currentTarget }) => {
              setTyped(currentTarget.value)
              setProblem(undefined)
              if (given._tag === "Refused") clear()
            }}
            onPaste={(event) => {
              if (take(event.clipboardData)) event.preventDefault()
            }}
          />
        )}
        <input
          ref={files}
          type="file"
          hidden
          aria-label="A document to read"
          accept={Object.keys(uploadTypes)
            .map((extension) => `.${extension}`)
            .join(",")}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? []
            if (file !== undefined) give(file)
            currentTarget.value = ""
          }}
        />
        <button
          type="button"
          class="button button-icon"
          aria-label="Give a document"
          title="PDF, EPUB, DOCX, HTML, Markdown or text, up to 20 MB; or drop it here"
          onClick={() => files.current?.click()}
        >
          <Attach />
        </button>
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
      {(isGiven || addressIn(typed) !== undefined) && (
        <label class="topic-form-option">
          <input
            type="checkbox"
            checked={withWeb}
            onChange={({ currentTarget }) => setWithWeb(currentTarget.checked)}
          />
          Also read what others say about it
        </label>
      )}
      <FocusField
        value={focus}
        problem={focusProblem}
        onInput={(next) => {
          setFocus(next)
          setFocusProblem(undefined)
        }}
      />
      {props.children}
    </form>
  )
}
