import { Clock, Effect, Ref } from "effect"
import { AlreadySettled, DeadLetter, DeadLetterNotFound, waiting } from "../DeadLetter.ts"
import { clampLimit, select } from "../DeadLetterFilter.ts"
import type { DeadLetters } from "../DeadLetters.ts"

/** For tests, and for agents that run without a database. */
export const make = Effect.gen(function* () {
  const letters = yield* Ref.make<ReadonlyMap<string, DeadLetter>>(new Map())

  const service: DeadLetters["Service"] = {
    add: (letter) =>
      Ref.update(letters, (all) => {
        const known = all.get(letter.task.id)
        return known !== undefined && known.diedAt >= letter.diedAt
          ? all
          : new Map(all).set(letter.task.id, waiting(letter))
      }),
    list: (filter) =>
      Effect.map(Ref.get(letters), (all) => select(all.values(), clampLimit(filter))),
    find: (taskId) =>
      Effect.flatMap(Ref.get(letters), (all) => Effect.fromNullishOr(all.get(taskId))).pipe(
        Effect.mapError(() => new DeadLetterNotFound({ taskId }))
      ),
    settle: Effect.fnUntraced(function* (taskId, settlement) {
      const settledAt = yield* Clock.currentTimeMillis
      const before = yield* Ref.getAndUpdate(letters, (all) => {
        const letter = all.get(taskId)
        return letter?.status === "WAITING"
          ? new Map(all).set(taskId, new DeadLetter({ ...letter, ...settlement, settledAt }))
          : all
      })
      const letter = before.get(taskId)
      if (letter === undefined) return yield* new DeadLetterNotFound({ taskId })
      const { status } = letter
      if (status !== "WAITING") return yield* new AlreadySettled({ taskId, status })
    }),
    settleAll: Effect.fnUntraced(function* (workflowId, settlement) {
      const settledAt = yield* Clock.currentTimeMillis
      yield* Ref.update(
        letters,
        (all) =>
          new Map(
            [...all].map(([id, letter]) => [
              id,
              letter.task.workflowId === workflowId && letter.status === "WAITING"
                ? new DeadLetter({ ...letter, ...settlement, settledAt })
                : letter
            ])
          )
      )
    })
  }
  return service
})
