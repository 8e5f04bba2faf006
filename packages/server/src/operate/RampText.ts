import type { Ramp } from "@aethercast/cluster/Ramp"
import { moment } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

export const list = (all: ReadonlyArray<Ramp>): ReadonlyArray<string> =>
  all.length === 0
    ? ["There are no ramps: new work gets the newest version that every node has."]
    : TextTable.lines(
        [
          { head: "KIND" },
          { head: "NAME" },
          { head: "FROM", right: true },
          { head: "TO", right: true },
          { head: "PERCENT", right: true },
          { head: "SINCE" }
        ],
        all.map((one) => [
          one.kind,
          one.name,
          String(one.from),
          String(one.to),
          String(one.percent),
          moment(one.changedAt)
        ])
      )

/** Which share of the new work each version gets. */
export const sentence = ({ from, kind, name, percent, to }: Ramp): string =>
  `Of all new work of the ${kind} ${name}, ${percent} % goes to version ${to} and ${100 - percent} % to version ${from}.`
