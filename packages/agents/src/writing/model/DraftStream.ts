import { Option, Stream } from "effect"
import type { Model, ModelPrompt, TextPart } from "../../models/Model.ts"
import type { ModelFailure } from "../../models/ModelFailure.ts"
import * as LeafObjects from "./LeafObjects.ts"
import { type LineDraft, parse } from "./LineDraft.ts"

/** A line as the model writes it, or the end of its answer. */
export type Drafted =
  | { readonly _tag: "Drafted"; readonly draft: LineDraft }
  | { readonly _tag: "Ended"; readonly why: string }

/** The lines of an answer, each as soon as it is complete. */
export const make = (model: Model, prompt: ModelPrompt): Stream.Stream<Drafted, ModelFailure> =>
  model.text(prompt).pipe(
    Stream.mapAccum(
      () => ({ scan: LeafObjects.start, start: "" }),
      (state, part: TextPart) => {
        if (part._tag === "End") return [state, [ended(state.start, part.reason)]] as const
        const [scan, objects] = LeafObjects.scan(state.scan, part.text)
        const drafts = objects.flatMap((json): ReadonlyArray<Drafted> =>
          Option.match(parse(json), {
            onNone: () => [],
            onSome: (draft) => [{ _tag: "Drafted", draft }]
          })
        )
        return [{ scan, start: (state.start + part.text).slice(0, 200) }, drafts] as const
      }
    )
  )

const ended = (start: string, reason: "stop" | "length"): Drafted => ({
  _tag: "Ended",
  why:
    reason === "length"
      ? "it was cut off"
      : start.trim() === ""
        ? "it is empty"
        : /^\W*(?:I['’]m sorry|Sorry|I (?:can['’]?t|cannot))/i.test(start)
          ? "it refuses"
          : "it ended too early"
})
