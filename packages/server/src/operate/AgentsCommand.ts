import { RegisteredAgent, unhealthyErrorRate } from "@aethercast/cluster/RegisteredAgent"
import { Effect, Order, Schema } from "effect"
import { readCommand } from "./OperatorCommand.ts"
import { liveAgents } from "./OperatorLayer.ts"
import { done } from "./Report.ts"
import { count, duration, percent } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

export const agents = readCommand(
  "agents",
  {},
  {
    description: "List every agent with its versions, nodes, health and load",
    examples: [["agents", "List the agents of all nodes"]]
  },
  () =>
    Effect.map(liveAgents, (everything) => {
      const all = everything.filter(({ card }) => card.kind === "agent")
      return done(encode(all), lines(all))
    })
)

export const lines = (all: ReadonlyArray<RegisteredAgent>): ReadonlyArray<string> => [
  ...TextTable.lines(
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
        one.latencyMillis === 0 ? "-" : duration(one.latencyMillis),
        String(one.running),
        String(one.waiting)
      ])
  ),
  "",
  `${count(new Set(all.map(({ card }) => card.name)).size, "agent")} on ${count(new Set(all.map(({ node }) => node)).size, "node")}.`
]

/** The health of an agent in a word or two. Its dependencies come first: they explain its errors. */
export const health = ({
  errorRate,
  halfOpen,
  open
}: Pick<RegisteredAgent, "errorRate" | "halfOpen" | "open">): string => {
  const down = open.filter((dependency) => !halfOpen.includes(dependency))
  if (down.length > 0) return `${down.join(", ")} down`
  if (halfOpen.length > 0) return `probing ${halfOpen.join(", ")}`
  return errorRate >= unhealthyErrorRate ? "failing" : "healthy"
}

const byName = Order.combineAll([
  Order.mapInput(Order.String, ({ card }: RegisteredAgent) => card.name),
  Order.mapInput(Order.Number, ({ card }: RegisteredAgent) => card.version),
  Order.mapInput(Order.String, ({ node }: RegisteredAgent) => node)
])

const encode = Schema.encodeSync(Schema.toCodecJson(Schema.Array(RegisteredAgent)))
