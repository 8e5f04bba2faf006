import { Duration, Effect, Option, Schedule } from "effect"
import { AgentRegistry } from "../../registry/AgentRegistry.ts"
import { select } from "../../registry/AgentSelection.ts"
import { candidates } from "../../registry/Candidate.ts"
import { versionFor } from "../../registry/Ramp.ts"
import { Ramps } from "../../registry/Ramps.ts"
import type { WorkflowRun } from "../../workflow/WorkflowRun.ts"
import { LocalAgents } from "../LocalAgents.ts"
import { RegistrationTimeout } from "../RegistrationTimeout.ts"
import type { TaskTarget } from "../TaskDispatcher.ts"

/** The agent that does a task. */
export interface ChosenAgent {
  readonly name: string
  readonly version: number
}

/** Chooses agents and their versions by what the cluster has registered. */
export const make = Effect.gen(function* () {
  const registry = yield* AgentRegistry
  const ramps = yield* Ramps
  const local = yield* LocalAgents
  const registration = Schedule.spaced(pollMillis).pipe(
    Schedule.upTo({ times: Duration.toMillis(yield* RegistrationTimeout) / pollMillis })
  )

  /** The version that a key gets now. */
  const dueVersion = Effect.fnUntraced(function* (name: string, key: string) {
    const ramp = yield* ramps.of("agent", name)
    return versionFor(ramp, key, yield* registry.versionsOf("agent", name))
  })

  /** The version that the run began with, else the one that it gets now. */
  const versionOf = Effect.fnUntraced(function* (
    { name, version }: ChosenAgent,
    run: WorkflowRun["Service"]
  ) {
    return run.versions[name] ?? (yield* dueVersion(name, run.workflowId)) ?? version
  })

  const best = Effect.fnUntraced(function* (
    { name, weights }: NonNullable<TaskTarget["capability"]>,
    run: WorkflowRun["Service"]
  ) {
    const able = candidates(yield* registry.all, name, weights)
    return Option.getOrUndefined(select(able, run.workflowId))
  })

  const chooseNow = Effect.fnUntraced(function* (
    target: TaskTarget,
    run: WorkflowRun["Service"]
  ): Effect.fn.Return<ChosenAgent> {
    const { capability } = target
    const found = capability && (yield* best(capability, run))
    const name = found === undefined ? target.name : found.agent
    const version = found === undefined ? target.version : found.version
    // A version that has a weight of its own is chosen as such.
    const isWeighed = capability !== undefined && `${name}@${version}` in capability.weights
    return { name, version: isWeighed ? version : yield* versionOf({ name, version }, run) }
  })

  const isServed = ({ name, version }: ChosenAgent) =>
    Effect.flatMap(local.has(name, version), (isHere) =>
      isHere ? Effect.succeed(true) : registry.serves(name, version)
    )

  const chooseServed = Effect.fnUntraced(function* (
    target: TaskTarget,
    run: WorkflowRun["Service"]
  ) {
    const chosen = yield* chooseNow(target, run)
    return (yield* isServed(chosen)) ? chosen : yield* Effect.fail(chosen)
  })

  return {
    /**
     * Repeats the choice until a node serves the chosen agent; fails with the one that no node serves.
     */
    choose: (target: TaskTarget, run: WorkflowRun["Service"]) => {
      const served = chooseServed(target, run)
      // The first choice is almost always served, and preparing retries takes longer than choosing.
      return served.pipe(Effect.catch(() => Effect.retry(served, registration)))
    },

    /** The version of every agent for a run that starts now. */
    versionsFor: Effect.fnUntraced(function* (workflowId: string) {
      const registered = (yield* registry.all).map(({ card }) => card)
      const cards = [...registered, ...(yield* local.cards)]
      const names = new Set(cards.flatMap(({ kind, name }) => (kind === "agent" ? [name] : [])))
      const versions = yield* Effect.forEach(names, (name) =>
        Effect.map(dueVersion(name, workflowId), (version) => [name, version] as const)
      )
      return Object.fromEntries(
        versions.flatMap(([name, version]) => (version === undefined ? [] : [[name, version]]))
      )
    })
  }
})

const pollMillis = 500
