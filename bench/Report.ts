import { cpus, loadavg, totalmem } from "node:os"

/** A figure, and the interval that holds its true value with 95 % probability. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What was measured under one name; `cells` are in the order of the report's columns. */
export interface Row {
  readonly label: string
  /** `null` where nothing was measured. */
  readonly cells: ReadonlyArray<number | Estimate | null>
}

export interface Section {
  readonly title: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<Row>
  /** What a reader has to know. */
  readonly notes?: ReadonlyArray<string>
}

export interface Report {
  readonly name: string
  /** What the figures are, with their unit. */
  readonly summary: string
  readonly sections: ReadonlyArray<Section>
  /** A limit that was missed, in words. */
  readonly missed?: string
}

export interface Benchmark {
  readonly summary: string
  run(say: (line: string) => void, options: Options): Promise<Report>
}

export interface Options {
  /** Fewer runs and rougher figures, for trying. */
  readonly quick: boolean
  /** A commit of this repository to compare with, instead of other runtimes. */
  readonly against?: string
  /** How often each measure is repeated, where contenders take turns. */
  readonly rounds?: number
}

export const distributionColumns = ["min", "p50", "p90", "p95", "max", "runs"]

/** Nearest-rank percentiles. */
export const distribution = (label: string, values: ReadonlyArray<number>): Row => {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = (share: number) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  const cells = [0, 0.5, 0.9, 0.95, 1].map((share) => Math.round(rank(share)))
  return { label, cells: [...cells, values.length] }
}

/** What it was measured on, and how busy that was meanwhile. */
export const machine = (): string => {
  const [processor] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()[0]?.toFixed(1)
  return `${cpus().length} x ${processor?.model.trim() ?? "unknown"}, ${memory} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}, load ${load}`
}

/** For people at a terminal. */
export const toText = ({ missed, sections, summary }: Report): string =>
  [
    summary,
    ...sections.flatMap(({ columns, notes = [], rows, title }) => {
      const width = Math.max(title.length, ...rows.map(({ label }) => label.length))
      const widths = columns.map((column, index) =>
        Math.max(column.length, ...rows.map(({ cells }) => shown(cells[index] ?? null).length))
      )
      const line = (label: string, cells: Row["cells"] | Section["columns"]) =>
        `  ${label.padEnd(width)}${cells.map((cell, index) => `  ${shown(cell).padStart(widths[index] ?? 0)}`).join("")}`
      return [
        "",
        line(title, columns),
        ...rows.map(({ cells, label }) => line(label, cells)),
        ...notes.map((note) => `  - ${note}`)
      ]
    }),
    ...(missed === undefined ? [] : ["", `Missed: ${missed}`])
  ].join("\n")

/** The document's text with this report in it, in the place of an earlier one of its name. */
export const intoDocument = (document: string, report: Report, date: string): string => {
  const { missed, name, sections, summary } = report
  const tables = sections.map(({ columns, notes = [], rows, title }) =>
    [
      `| ${[title, ...columns].join(" | ")} |`,
      `| --- |${" ---: |".repeat(columns.length)}`,
      ...rows.map(({ cells, label }) => `| ${[label, ...cells.map(shown)].join(" | ")} |`),
      ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${note}`)])
    ].join("\n")
  )
  const own = [
    `## ${name}`,
    summary,
    `${date}; ${machine()}`,
    ...tables,
    ...(missed === undefined ? [] : [`Missed: ${missed}`])
  ].join("\n\n")
  const [head = "# Benchmarks", ...others] = document.trim().split(/\n+(?=## )/)
  const kept = others.filter((section) => !section.startsWith(`## ${name}\n`))
  const all = [...kept, own].toSorted()
  return `${[head === "" ? "# Benchmarks" : head, ...all].join("\n\n")}\n`
}

const shown = (cell: string | number | Estimate | null): string => {
  if (cell === null || typeof cell === "string") return cell ?? ""
  if (typeof cell !== "number") {
    const { high, low, value } = cell
    return `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
  }
  return cell.toLocaleString("en", { maximumFractionDigits: Math.abs(cell) < 10 ? 2 : 1 })
}
