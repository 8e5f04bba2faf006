/**
 * Bugs that a simulation can be given on purpose, each with the checker that has to find it. They are
 * applied by the simulated stores, network and providers, never by the product.
 */
export const mutations = {
  /** The store of episodes acknowledges changes before it keeps them. */
  "acknowledges before storing": "commands",
  /** A listener's client sends a repeated command under another id. */
  "repeats under another id": "commands",
  /** A node that lost its shard still answers, and its answer replaces that of the new owner. */
  "answers from a stale run": "answers",
  /** A repeated task is executed again, with the input of its latest request. */
  "forgets keys": "inputs",
  /** A run that rests is not woken when a listener comes. */
  "does not resume": "ends",
  /** The actor believes that every player is at the first frame. */
  "splices before what was heard": "frames",
  /** A voice speaks a line in other words' bytes each time, and the latest clip replaces the earlier. */
  "speaks differently each time": "frames"
} as const satisfies Record<string, Checker>

export type Mutation = keyof typeof mutations

const isMutation = (name: string): name is Mutation => name in mutations

export const mutationNames: ReadonlyArray<Mutation> = Object.keys(mutations).filter(isMutation)

export const mutationNamed = (name: string | undefined): Mutation | undefined =>
  mutationNames.find((mutation) => mutation === name)

/** The five properties. */
export type Checker =
  /** Every acknowledged command takes effect once. */
  | "commands"
  /** An answer that was given never changes. */
  | "answers"
  /** No call outside under one key has two inputs. */
  | "inputs"
  /** When the faults stop, every episode ends. */
  | "ends"
  /** The frames that each listener stitched equal the manifest. */
  | "frames"
