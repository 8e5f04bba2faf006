import { CliOutput } from "effect/cli"
import { plain } from "./Words.ts"

export interface Column {
  readonly head: string
  /** Numbers stand under each other by their last digit. */
  readonly right?: boolean
}

/** Lines of a table with its heads above: columns two spaces apart, as wide as their widest cell. */
export const lines = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => row.map(plain))]
  const widths = columns.map((_, at) =>
    Math.max(...cells.map((row) => CliOutput.displayWidth(row[at] ?? "")))
  )
  return cells.map((row) =>
    columns
      .map(({ right = false }, at) => {
        const cell = row[at] ?? ""
        const padding = " ".repeat((widths[at] ?? 0) - CliOutput.displayWidth(cell))
        return right ? padding + cell : cell + padding
      })
      .join("  ")
      .trimEnd()
  )
}
