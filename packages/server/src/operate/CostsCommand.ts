import { CostGrouping, CostReports, type CostSum } from "@aethercast/agents/spending/CostReports"
import { Effect, Schema, SchemaTransformation } from "effect"
import * as ValueFlag from "../ValueFlag.ts"
import { readCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"
import { count } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

const Days = Schema.String.check(Schema.isPattern(/^\d{1,3}$/)).pipe(
  Schema.decodeTo(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 })),
    SchemaTransformation.numberFromString
  )
)

export const costs = readCommand(
  "costs",
  {
    by: ValueFlag.make("by", {
      metavar: "GROUP",
      description: "Sum up by day, episode, session or provider (default day)",
      schema: CostGrouping,
      expected: "day, episode, session or provider",
      default: Effect.succeed("day" as const)
    }),
    days: ValueFlag.make("days", {
      metavar: "N",
      description: "Of the last N days, today included (default 30)",
      schema: Days,
      expected: "a whole number from 1 to 400",
      default: Effect.succeed(30)
    })
  },
  {
    description: "Show what models, voices, images and searches have cost",
    examples: [
      ["costs", "Show the costs of each of the last 30 days"],
      ["costs --by episode --days 1", "Show which episodes of today cost most"]
    ]
  },
  ({ by, days }) =>
    Effect.gen(function* () {
      const reports = yield* CostReports
      const sums = yield* reports.sums(by, days)
      return done(
        sums.map((sum) => ({ ...sum })),
        lines(by, sums, days)
      )
    })
)

export const lines = (
  by: CostGrouping,
  sums: ReadonlyArray<CostSum>,
  days: number
): ReadonlyArray<string> => {
  const period = days === 1 ? "today" : `in the last ${days} days`
  if (sums.length === 0) return [`No provider that is paid for was called ${period}.`]
  const all = sums.reduce((total, sum) => total + sum.dollars, 0)
  return [
    ...TextTable.lines(
      [
        { head: by.toUpperCase() },
        { head: "KIND" },
        { head: "CALLS", right: true },
        { head: "QUANTITY", right: true },
        { head: "DOLLARS", right: true }
      ],
      sums.map(({ calls, dollars, kind, name, quantity }) => [
        name === "" ? "(deleted)" : name,
        kind,
        String(calls),
        quantityText(kind, quantity),
        dollars.toFixed(4)
      ])
    ),
    "",
    `${all.toFixed(2)} dollars ${period}.`
  ]
}

const quantityText = (kind: string, quantity: number): string => {
  const whole = Math.round(quantity)
  switch (kind) {
    case "model":
      return count(whole, "token")
    case "speech":
      return `${whole} s`
    case "image":
      return count(whole, "image")
    default:
      return whole === 1 ? "1 search" : `${whole} searches`
  }
}
