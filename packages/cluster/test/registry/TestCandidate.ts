import type { Candidate } from "../../src/registry/Candidate.ts"

/** A healthy, idle candidate without a weight. */
export const candidate = (agent: string, details: Partial<Candidate> = {}): Candidate => ({
  agent,
  version: 1,
  weight: 0,
  open: [],
  halfOpen: [],
  errorRate: 0,
  load: 0,
  latencyMillis: 0,
  cost: 0,
  ...details
})
