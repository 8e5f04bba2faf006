import { RegisteredAgent, unhealthyErrorRate } from "@aethercast/cluster/RegisteredAgent"
import { Effect, Order, Schema } from "effect"
import * as Ground from "./Ground.ts"
import { looking } from "./Operator.ts"
import { found } from "./Report.ts"
import * as Table from "./Table.ts"
import { percent, took } from "./Words.ts"

export const agents = looking(
  "agents",
  {},
  {
    description: "Every agent: its versions, where it lives, how it fares, what it has to do",
    examples: [["agents", "Show what the nodes say of their agents"]]
  },
  () =>
    Effect.map(Ground.someoneThere, (everything) => {
      const all = everything.filter(({ card }) => card.kind === "agent")
      return found(Schema.encodeSync(asJson)(all), lines(all))
    })
)

/** The table of all agents, and how many there are. */
export const lines = (all: ReadonlyArray<RegisteredAgent>): ReadonlyArray<string> => [
  ...Table.lines(
    [
      { head: "AGENT" },
      { head: "VERSION", right: true },
      { head: "NODE" },
      { head: "ROLE" },
      { head: "HEALTH" },
      { head: "ERRORS", right: true },
      { head: "LATENCY", right: true },
      { head: "RUNNING", right: true },
      { head: "WAITING", right: true }
    ],
    all
      .toSorted(byName)
      .map((one) => [
        one.card.name,
        String(one.card.version),
        one.node,
        one.card.role,
        health(one),
        percent(one.errorRate),
        one.latencyMillis === 0 ? "-" : took(one.latencyMillis),
        String(one.running),
        String(one.waiting)
      ])
  ),
  "",
  `${count(new Set(all.map(({ card }) => card.name)).size, "agent")} on ${count(new Set(all.map(({ node }) => node)).size, "node")}.`
]

/** How an agent fares, by its dependencies first: they are why, where it fails. */
export const health = ({
  errorRate,
  halfOpen,
  open
}: Pick<RegisteredAgent, "errorRate" | "halfOpen" | "open">): string => {
  const down = open.filter((dependency) => !halfOpen.includes(dependency))
  if (down.length > 0) return `${down.join(", ")} down`
  if (halfOpen.length > 0) return `trying ${halfOpen.join(", ")}`
  return errorRate >= unhealthyErrorRate ? "failing" : "well"
}

export const count = (many: number, one: string) => `${many} ${one}${many === 1 ? "" : "s"}`

const byName = Order.combineAll([
  Order.mapInput(Order.String, ({ card }: RegisteredAgent) => card.name),
  Order.mapInput(Order.Number, ({ card }: RegisteredAgent) => card.version),
  Order.mapInput(Order.String, ({ node }: RegisteredAgent) => node)
])

const asJson = Schema.toCodecJson(Schema.Array(RegisteredAgent))
