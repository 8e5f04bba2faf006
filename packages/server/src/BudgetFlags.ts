import { Budget, defaultBudget } from "@aethercast/agents/spending/Budget"
import { Effect, Option, Schema, SchemaIssue, SchemaTransformation } from "effect"
import * as ValueFlag from "./ValueFlag.ts"

/** A list such as `episode=0.5,day=20`; what it does not name is as by default. */
const BudgetFromString = Schema.String.check(Schema.isMaxLength(200)).pipe(
  Schema.decodeTo(
    Budget,
    SchemaTransformation.transformEffect({
      decode: (text) =>
        Effect.reduce(
          text.split(","),
          () => defaultBudget,
          (budget, entry) =>
            Option.match(entryOf(entry.trim()), {
              onNone: () => Effect.fail(new SchemaIssue.InvalidValue({ message: "no budget" })),
              onSome: (given) => Effect.succeed({ ...budget, ...given })
            })
        ),
      encode: (budget) =>
        Effect.succeed(
          Object.entries(budget)
            .map(([name, dollars]) => `${name}=${dollars}`)
            .join(",")
        )
    })
  )
)

const entryOf = (text: string): Option.Option<Partial<Budget>> => {
  const [, name = "", dollars] = /^(episode|session|day)=(\d{1,6}(?:\.\d{1,4})?)$/.exec(text) ?? []
  return name === "" ? Option.none() : Option.some({ [name]: Number(dollars) })
}

/** What may be spent on providers. */
export const flags = {
  budget: ValueFlag.make("budget", {
    metavar: "LIST",
    description:
      "US dollars that models, voices, images and searches may cost: an episode, a session in a day, and all together in a day (UTC). What would cost more is done without them, and the page says so. 0 spends nothing (or AETHERCAST_BUDGET; default episode=1,session=5,day=50)",
    variable: "AETHERCAST_BUDGET",
    schema: BudgetFromString,
    expected: "a budget such as episode=0.5,session=2,day=20",
    default: Effect.succeed(defaultBudget)
  })
}
