import { Commission } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { isFinal } from "@aethercast/domain/Episode"
import { Snippet } from "@aethercast/domain/Snippet"
import { TopicId } from "@aethercast/domain/Topic"
import { Option } from "effect"
import type { LedgerEntry } from "../../../cluster/src/ledger/LedgerEntry.ts"
import { Database } from "../../../cluster/test/simulation/Database.ts"
import { Faults } from "../../../cluster/test/simulation/Faults.ts"
import { Locks } from "../../../cluster/test/simulation/Locks.ts"
import { Messages } from "../../../cluster/test/simulation/Messages.ts"
import { Network } from "../../../cluster/test/simulation/Network.ts"
import { Requests } from "../../../cluster/test/simulation/Requests.ts"
import { World } from "../../../cluster/test/simulation/World.ts"
import { check, type Violation } from "./Checkers.ts"
import { EpisodeStores } from "./EpisodeStores.ts"
import { Listener } from "./Listener.ts"
import type { Mutation } from "./Mutation.ts"
import { OutsideWorld, sources } from "./OutsideWorld.ts"
import { SimulatedNode } from "./SimulatedNode.ts"

/** How a simulation went. */
export interface Outcome {
  readonly seed: number
  readonly violations: ReadonlyArray<Violation>
  /** How often each thing happened, to see that a seed tests anything. */
  readonly counts: Readonly<Record<string, number>>
  /** Equal for equal runs. */
  readonly trace: string
}

interface Options {
  readonly mutation?: Mutation | undefined
  /** After that many steps it breaks off: something goes round in circles. */
  readonly maxSteps?: number
}

/**
 * One episode on three servers, with one or two listeners who steer, while servers are killed, frozen and
 * cut off from each other. After that the faults stop, and everything has to end well.
 */
export const simulate = (seed: number, options: Options = {}): Promise<Outcome> =>
  run(seed, options).catch((error: unknown) => ({
    seed,
    violations: [{ checker: "completion", problem: String(error) }],
    counts: {},
    trace: ""
  }))

/** A seed takes about 20,000. */
const defaultMaxSteps = 100_000

const run = async (
  seed: number,
  { maxSteps = defaultMaxSteps, mutation }: Options
): Promise<Outcome> => {
  const world = new World(seed, maxSteps)
  const { random } = world
  const faults = new Faults(random)
  const network = new Network(world, faults)
  const isStale = mutation === "answers from a stale run"
  const locks = new Locks(world, isStale)
  const messages = new Messages(locks, world.start("database"), {
    unfenced: isStale,
    forgetsKeys: mutation === "forgets keys"
  })
  const requests = new Requests(network)
  const stores = new EpisodeStores(mutation)
  const outside = new OutsideWorld(world, faults, mutation)
  const database = new Database(world, faults)
  const ledger: Array<LedgerEntry> = []
  const shared = { database, ledger, locks, messages, network, outside, stores }
  const nodes = ["a", "b", "c"].map((name) => new SimulatedNode(world, shared, name))
  const listeners = Array.from(
    { length: random.oneIn(3) ? 2 : 1 },
    (_, index) =>
      new Listener(world, requests, nodes, episodeId, {
        name: `listener-${index}`,
        startsAfter: random.oneIn(3) ? random.int(40_000) : index * random.int(10_000),
        commands: random.int(6),
        isAtStart: mutation === "splices before what was heard",
        renamesRepeats: mutation === "repeats under another id"
      })
  )
  const counts: Record<string, number> = {}
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1
  }

  await world.runUntil(() => false, settleMillis)
  faults.isOn = true
  const [orderer] = listeners
  orderer?.process.fork(
    orderer.ask((node) =>
      node.serve(
        requests,
        orderer.process,
        EpisodeWorkflow.start(commission, { session: "someone" })
      )
    )
  )
  for (const listener of listeners) listener.start()
  const end = faultMillis / 2 + random.int(faultMillis / 2)
  for (let event = isStale ? 6 : random.int(7); event > 0; event--) {
    world.after(random.int(end), undefined, () => {
      // What it needs to show.
      const kind = isStale ? "freeze" : random.pick(disturbances)
      count(kind)
      disturb(kind, world, network, requests, nodes)
    })
  }
  await world.runUntil(() => false, end)

  faults.isOn = false
  network.heal()
  for (const { process } of nodes) {
    process.clockError = 0
    process.thaw()
  }
  const isDone = () =>
    Option.exists(stores.find(episodeId), isFinal) && listeners.every(({ hasEnded }) => hasEnded)
  await world.runUntil(isDone, endMillis)

  const row = stores.episodes.get(episodeId)
  const recorded = new Map<string, number>()
  for (const { event } of row?.events ?? []) {
    count(event._tag)
    if (event._tag !== "Steered") continue
    const { id } = event.command
    recorded.set(id, (recorded.get(id) ?? 0) + 1)
  }
  const episode = Option.getOrUndefined(stores.find(episodeId))
  count(episode?.status._tag ?? "Unopened")
  const violations = check({
    episode,
    listeners,
    clips: stores.clips,
    changedAnswers: messages.changedAnswers,
    inputs: outside.inputs,
    crashes: crashesIn(ledger),
    recorded
  })
  const trace = JSON.stringify([
    world.now,
    row?.events.map(({ event }) => event),
    listeners.map(({ stitched }) => stitched.map(({ chunks, line }) => [line, chunks.length]))
  ])
  return { seed, violations, counts, trace }
}

const crashesIn = (ledger: ReadonlyArray<LedgerEntry>): ReadonlyArray<string> =>
  ledger.flatMap((entry) => {
    if (entry._tag !== "Workflow" || entry.status !== "FAILED") return []
    return entry.error?.startsWith("WritingFailed") === true ? [] : [`a run failed: ${entry.error}`]
  })

const disturbances = ["crash", "crash", "freeze", "partition", "cut", "clock"] as const

const disturb = (
  kind: (typeof disturbances)[number],
  world: World,
  network: Network,
  requests: Requests,
  nodes: ReadonlyArray<SimulatedNode>
): void => {
  const { random } = world
  const node = random.pick(nodes)
  const { process } = node
  switch (kind) {
    case "crash":
      return node.crash(requests, random.int(8000))
    case "freeze":
      process.freeze()
      return world.after(random.int(12_000), undefined, () => process.thaw())
    case "partition":
      network.cut(node.name, random.pick(nodes).name)
      return world.after(random.int(15_000), undefined, () => network.heal())
    case "cut":
      return network.cutOne()
    case "clock":
      process.clockError += random.int(10_000) - 3000
  }
}

const episodeId = EpisodeId.make("simulated".padEnd(20, "0"))
const topicId = TopicId.make("tides")

const commission = new Commission({
  request: new EpisodeRequest({
    id: episodeId,
    subject: Subject.cases.Known.make({ topicId }),
    lengthSeconds: 60,
    style: "conversation"
  }),
  snippet: new Snippet({
    topicId,
    title: "Tides",
    teaser: "Twice a day the whole ocean moves, and nobody asked it to.",
    coverPrompt: "",
    sources
  })
})

/** Until the nodes have shared out the shards. */
const settleMillis = 3000

/** How long there are faults, at most. */
const faultMillis = 60_000

/** How long everything may take to end after that. */
const endMillis = 300_000
