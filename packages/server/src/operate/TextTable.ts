import { CliOutput } from "effect/cli"
import { singleLine } from "./TextFormat.ts"

export interface Column {
  readonly head: string
  /** Aligns to the right, for numbers. */
  readonly right?: boolean
}

/** The lines of a table below its heads: columns two spaces apart, as wide as their widest cell. */
export const lines = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => row.map(singleLine))]
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
