import { Kind } from "@aethercast/cluster/AgentCard"
import { Ramp } from "@aethercast/cluster/Ramp"
import { Ramps } from "@aethercast/cluster/Ramps"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import { Clock, Effect, Schema, SchemaTransformation } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { looking } from "./Operator.ts"
import { NothingToRamp } from "./Problems.ts"
import { origin, type Origin } from "./RampOrigin.ts"
import { found } from "./Report.ts"
import * as Stored from "./Stored.ts"
import * as Table from "./Table.ts"
import { moment } from "./Words.ts"

const kind = Argument.Literals("KIND", Kind.literals).pipe(
  Argument.withDescription("agent or workflow")
)
const named = Argument.String("NAME").pipe(Argument.withDescription("Its name"))

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

export const ramp = looking(
  "ramp",
  {
    kind,
    name: named,
    version: Argument.Int("VERSION").pipe(Argument.withDescription("The version that takes over")),
    percent: ValueFlag.required("percent", {
      metavar: "P",
      description: "How much of all new work goes to that version",
      schema: Percent,
      expected: "a whole number from 0 to 100"
    }),
    from: ValueFlag.make("from", {
      metavar: "VERSION",
      description: "The version that has the rest (usually the one that has it now)",
      schema: Version,
      expected: "a whole number",
      usual: Effect.undefined
    })
  },
  {
    description: "Lets a version take over step by step; what has begun keeps its own",
    examples: [
      ["ramp agent FactCheck 2 --percent 10", "Give a new version a tenth of all new work"],
      ["ramp agent FactCheck 2 --percent 100", "Give it everything"],
      ["ramp workflow Episode 3 --percent 0", "Keep it out before its nodes start"]
    ]
  },
  ({ from: given, kind: ramped, name, percent, version }) =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      const before = (yield* ramps.all).find((one) => one.kind === ramped && one.name === name)
      const known = yield* versionsOf(ramped, name)
      const from = yield* begun(
        ramped,
        name,
        origin({ before, given, known: known.seen, to: version })
      )
      const changedAt = yield* Clock.currentTimeMillis
      const next = new Ramp({ kind: ramped, name, from, to: version, percent, changedAt })
      yield* Effect.mapError(
        ramps.set(next),
        ({ reason }) =>
          new NothingToRamp({ problem: `The ${ramped} ${name} cannot be ramped so: ${reason}.` })
      )
      return found({ ...next }, [
        told(next),
        ...(!known.everywhere.includes(version)
          ? [`Not every node has version ${version} yet: until then, all goes to ${from}.`]
          : [])
      ])
    })
)

export const rollback = looking(
  "rollback",
  { kind, name: named },
  {
    description: "Sends all new work back to the version from before",
    examples: [["rollback agent FactCheck", "Take a new version out of use within a second"]]
  },
  ({ kind: ramped, name }) =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      const back = yield* Effect.mapError(
        ramps.rollBack(ramped, name),
        () =>
          new NothingToRamp({
            problem: `There is no ramp of the ${ramped} ${name}, so nothing to roll back. The command ramps lists them.`
          })
      )
      return found({ ...back }, [told(back)])
    })
)

export const ramps = looking(
  "ramps",
  {},
  {
    description: "Which versions are taking over from which",
    examples: [["ramps", "Show all ramps"]]
  },
  () =>
    Effect.gen(function* () {
      const all = yield* (yield* Ramps).all
      return found(
        all.map((one) => ({ ...one })),
        lines(all)
      )
    })
)

export const lines = (all: ReadonlyArray<Ramp>): ReadonlyArray<string> =>
  all.length === 0
    ? ["Nothing is ramped: of everything, the newest version that all nodes have is used."]
    : Table.lines(
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

const told = ({ from, kind: ramped, name, percent, to }: Ramp) =>
  `Of all new work of the ${ramped} ${name}, ${percent} % goes to version ${to} and ${100 - percent} % to version ${from}.`

/** The versions that nodes have, or that have run; and those that every node has. */
const versionsOf = Effect.fnUntraced(function* (ramped: Kind, name: string) {
  const registry = yield* AgentRegistry
  const cards = (yield* registry.all).map(({ card }) => card)
  const served = cards.filter((card) => card.kind === ramped && card.name === name)
  const ran = ramped === "workflow" ? yield* Stored.versionsOfWorkflow(name) : []
  return {
    seen: [...new Set([...served.map(({ version }) => version), ...ran])],
    everywhere: yield* registry.versionsOf(ramped, name)
  }
})

const begun = (ramped: Kind, name: string, found: Origin) => {
  switch (found._tag) {
    case "From":
      return Effect.succeed(found.version)
    case "Unknown":
      return Effect.fail(
        new NothingToRamp({
          problem:
            ramped === "agent"
              ? `No node serves another version of an agent ${name}. The command agents lists them; --from says which version has the rest.`
              : `No node serves another version of a workflow ${name}, and none has run. The command workflows lists them; --from says which version has the rest.`
        })
      )
    case "Between":
      return Effect.fail(
        new NothingToRamp({
          problem: `The ${ramped} ${name} is between versions ${found.from} and ${found.to}. Bring that to 0 or 100 percent first, or say --from.`
        })
      )
  }
}
