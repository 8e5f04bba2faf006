import type { Kind } from "@aethercast/cluster/AgentCard"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import { LedgerReader } from "@aethercast/cluster/LedgerReader"
import { Ramp } from "@aethercast/cluster/Ramp"
import { Ramps } from "@aethercast/cluster/Ramps"
import { Clock, Effect, Schema, SchemaTransformation } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { writeCommand } from "./OperatorCommand.ts"
import { RampRefused } from "./OperatorErrors.ts"
import * as RampArguments from "./RampArguments.ts"
import { RampOrigin, originOf } from "./RampOrigin.ts"
import * as RampOutcome from "./RampOutcome.ts"

const Percent = Schema.String.check(Schema.isPattern(/^\d{1,3}%?$/)).pipe(
  Schema.decodeTo(
    Ramp.fields.percent,
    SchemaTransformation.transform({
      decode: (text) => Number(text.replace("%", "")),
      encode: String
    })
  )
)

const Version = Schema.String.check(Schema.isPattern(/^\d{1,6}$/)).pipe(
  Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString)
)

export const ramp = writeCommand(
  "ramp",
  {
    kind: RampArguments.kind,
    name: RampArguments.name,
    version: Argument.Int("VERSION").pipe(Argument.withDescription("The version that takes over")),
    percent: ValueFlag.required("percent", {
      metavar: "P",
      description: "The share of new work that goes to that version",
      schema: Percent,
      expected: "a whole number from 0 to 100"
    }),
    from: ValueFlag.make("from", {
      metavar: "VERSION",
      description: "The version that gets the rest (default: the one that gets it now)",
      schema: Version,
      expected: "a whole number",
      default: Effect.undefined
    })
  },
  {
    description: "Let a version take over step by step; work that has begun keeps its version",
    examples: [
      ["ramp agent FactCheck 2 --percent 10", "Give a new version a tenth of the new work"],
      ["ramp agent FactCheck 2 --percent 100", "Give it all new work"],
      ["ramp workflow Episode 3 --percent 0", "Keep a version out of use before its nodes start"]
    ]
  },
  ({ from: given, kind, name, percent, version: to }) =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      const before = (yield* ramps.all).find((one) => one.kind === kind && one.name === name)
      const { everywhere, ran, served } = yield* versionsOf(kind, name)
      const from = yield* versionOf(
        originOf({ before, given, known: [...served, ...ran], to }),
        kind,
        name
      )
      if (percent > 0 && !served.includes(to)) {
        return yield* new RampRefused({
          problem: `No node has version ${to} of the ${kind} ${name}. Start one that has it first; until then only --percent 0 is possible.`
        })
      }
      // Nodes report the time of a change: it must grow even if clocks differ.
      const now = yield* Clock.currentTimeMillis
      const changedAt = Math.max(now, (before?.changedAt ?? 0) + 1)
      const next = new Ramp({ kind, name, from, to, percent, changedAt })
      yield* Effect.mapError(
        ramps.set(next),
        ({ reason }) =>
          new RampRefused({ problem: `The ${kind} ${name} cannot be ramped: ${reason}.` })
      )
      const remarks =
        percent === 0 || everywhere.includes(to)
          ? []
          : [`Not every node has version ${to} yet: until then all new work goes to ${from}.`]
      return RampOutcome.report(next, yield* RampOutcome.awaitFollowers(next), remarks)
    })
)

/** The versions that some node has, those that every node has, and those that have run. */
const versionsOf = Effect.fnUntraced(function* (kind: Kind, name: string) {
  const registry = yield* AgentRegistry
  const ledger = yield* LedgerReader
  const cards = (yield* registry.all).map(({ card }) => card)
  const served = cards.filter((card) => card.kind === kind && card.name === name)
  return {
    served: served.map(({ version }) => version),
    everywhere: yield* registry.versionsOf(kind, name),
    ran: kind === "workflow" ? yield* ledger.versionsRun(name) : []
  }
})

const versionOf = (origin: RampOrigin, kind: Kind, name: string) =>
  RampOrigin.$match(origin, {
    From: ({ version }) => Effect.succeed(version),
    Unknown: () =>
      Effect.fail(
        new RampRefused({
          problem: `No other version of the ${kind} ${name} is known. The command ${kind}s lists what is; --from says which version gets the rest.`
        })
      ),
    Between: ({ from, to }) =>
      Effect.fail(
        new RampRefused({
          problem: `Another ramp of the ${kind} ${name} is between versions ${from} and ${to}. Bring it to 0 or 100 percent first, or say --from.`
        })
      )
  })
