import type { Line } from "@aethercast/domain/Script"
import { Effect, Exit, Option, Pull, Scope, Stream } from "effect"
import { AnswerUnusable, type ModelFailure } from "../../models/ModelFailure.ts"
import { linesSeconds } from "../SpokenLength.ts"
import * as DraftStream from "./DraftStream.ts"
import { comparable } from "./Facts.ts"
import { linesOf } from "./LineDraft.ts"
import * as LineRepair from "./LineRepair.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import { corrected } from "./CorrectedAnswer.ts"
import { promptAfter, type SegmentTask } from "./SegmentTask.ts"

/** An answer that is being read. */
interface Answer {
  readonly pull: Pull.Pull<
    readonly [DraftStream.Drafted, ...ReadonlyArray<DraftStream.Drafted>],
    ModelFailure
  >
  readonly scope: Scope.Closeable
  readonly isSecond: boolean
  /** Drafts that were not spoken. */
  repeated: number
  unsupported: number
}

/**
 * Makes a function that gives the next lines of a segment, those of one draft at a time, after what was
 * said; null at its end. The model is asked when the first line is wanted, and a second time when its
 * answer ends too early, repeats itself or cannot be supported; after that the segment fails.
 */
export const make = Effect.fnUntraced(function* (task: SegmentTask) {
  const { model, numbered, request } = task
  const repair = LineRepair.make(task)
  const scope = yield* Effect.scope
  let answer: Answer | undefined

  const open = Effect.fnUntraced(function* (said: ReadonlyArray<Line>, why: string | undefined) {
    if (answer !== undefined) yield* Scope.close(answer.scope, Exit.void)
    const prompt = promptAfter(task, said)
    const own = yield* Scope.fork(scope)
    const drafts = DraftStream.make(model, why === undefined ? prompt : corrected(prompt, why))
    const pull = yield* Scope.provide(Stream.toPull(Stream.rechunk(drafts, 1)), own)
    answer = { pull, scope: own, isSecond: why !== undefined, repeated: 0, unsupported: 0 }
    return answer
  })

  return Effect.fnUntraced(function* (said: ReadonlyArray<Line>) {
    let current = answer ?? (yield* open(said, undefined))
    for (;;) {
      const drafted = yield* read(current)
      const why = drafted._tag === "Ended" ? drafted.why : faultOf(current, said.length)
      if (why !== undefined) {
        if (isEnough(linesSeconds(said), request.plan.seconds, current.isSecond)) return null
        if (current.isSecond) {
          return yield* new AnswerUnusable({ provider: model.endpoint.provider, reason: why })
        }
        current = yield* open(said, why)
        continue
      }
      if (drafted._tag === "Ended") continue
      const { draft } = drafted
      if (isRepeated(draft.text, said)) {
        current.repeated++
        continue
      }
      const repaired = yield* repair(draft)
      if (Option.isNone(repaired)) {
        current.unsupported++
        continue
      }
      return linesOf(repaired.value, NumberedPassages.idsOf(numbered, repaired.value.passages))
    }
  })
})

/** The next draft; the end of a stream without one is an end, too. */
const read = ({ pull }: Answer): Effect.Effect<DraftStream.Drafted, ModelFailure> =>
  pull.pipe(
    Effect.map(([drafted]) => drafted),
    Pull.catchDone(() => Effect.succeed<DraftStream.Drafted>({ _tag: "Ended", why: "it is empty" }))
  )

/** Why an answer is not read to its end. */
const faultOf = ({ repeated, unsupported }: Answer, said: number): string | undefined => {
  if (repeated >= 3) return "it repeats itself"
  return unsupported >= 6 && unsupported > said
    ? "most of its lines say what the passages do not"
    : undefined
}

/** A segment may be a little short; one that was asked for twice, shorter. */
const isEnough = (actual: number, wanted: number, isSecond: boolean): boolean =>
  actual >= (isSecond ? 0.3 : 0.6) * wanted

const isRepeated = (text: string, said: ReadonlyArray<Line>): boolean => {
  const words = comparable(text)
  return comparable(said.map(({ text }) => text).join(" ")).includes(words)
}
