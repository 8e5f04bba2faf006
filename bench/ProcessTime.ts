import { readFile } from "node:fs/promises"

/** Processor time that a process has used, in milliseconds; NaN except on Linux. */
export const millis = async (pid: number | undefined): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined)
  if (stat === undefined) return Number.NaN
  // The name of the program, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * tickMillis
}

/** Linux counts in hundredths of a second for programs, whatever the kernel counts in. */
const tickMillis = 10
