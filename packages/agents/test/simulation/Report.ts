import type { Violation } from "./Checkers.ts"
import type { Mutation } from "./Mutation.ts"

/** What was found with a seed, and the line that repeats it. */
export const report = (
  seed: number,
  violations: ReadonlyArray<Violation>,
  mutation?: Mutation
): string =>
  [
    `pnpm simulate --seed ${seed}${mutation === undefined ? "" : ` --mutation "${mutation}"`}`,
    ...violations.map(({ checker, problem }) => `  ${checker}: ${problem}`)
  ].join("\n")
