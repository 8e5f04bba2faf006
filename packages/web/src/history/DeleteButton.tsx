import { Effect } from "effect"
import { useState } from "preact/hooks"

/** Deletes something after a second click, and says when the server did not. */
export const DeleteButton = (props: {
  readonly label: string
  readonly question: string
  readonly text?: string
  readonly onDelete: Effect.Effect<void, unknown>
}) => {
  const [step, setStep] = useState<"idle" | "asking" | "deleting" | "failed">("idle")
  const remove = () => {
    setStep("deleting")
    Effect.runFork(Effect.catchCause(props.onDelete, () => Effect.sync(() => setStep("failed"))))
  }
  return (
    <>
      {step === "asking" ? (
        <>
          <button type="button" class="button button-secondary" onClick={remove}>
            {props.question}
          </button>
          <button type="button" class="button button-secondary" onClick={() => setStep("idle")}>
            Keep
          </button>
        </>
      ) : (
        <button
          type="button"
          class="button button-secondary"
          aria-label={props.label}
          disabled={step === "deleting"}
          onClick={() => setStep("asking")}
        >
          {step === "deleting" ? "Deleting…" : (props.text ?? "Delete")}
        </button>
      )}
      {step === "failed" && (
        <p class="field-error" role="alert">
          The server could not do this. Please try again.
        </p>
      )}
    </>
  )
}
