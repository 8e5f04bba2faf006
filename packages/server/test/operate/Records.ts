import { AgentCard } from "@aethercast/cluster/AgentCard"
import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { TaskRecord, WorkflowRecord } from "@aethercast/cluster/LedgerRecord"
import { RegisteredAgent } from "@aethercast/cluster/RegisteredAgent"
import { Task } from "@aethercast/cluster/Task"

/** Stored values of one errand, for the tests of what is shown of them. */

export const registeredAgent = (
  name: string,
  version: number,
  node: string,
  more: Partial<RegisteredAgent> = {}
) =>
  new RegisteredAgent({
    node,
    card: new AgentCard({
      name,
      version,
      description: "",
      capabilities: [],
      dependencies: [],
      role: "default",
      cost: 0
    }),
    running: 0,
    waiting: 0,
    errorRate: 0,
    latencyMillis: 0,
    open: [],
    halfOpen: [],
    seenAt: 0,
    ...more
  })

export const workflow = new WorkflowRecord({
  id: "errand:1",
  name: "Errand",
  version: 2,
  status: "FAILED",
  sessionId: "me",
  parentWorkflowId: null,
  trigger: "test",
  context: {},
  error: "Discarded: gone",
  createdAt: 1_764_000_000_000,
  updatedAt: 1_764_000_001_500,
  completedAt: 1_764_000_001_500,
  tasks: 2,
  failedTasks: 1,
  cost: 0.02
})

export const task = (step: string, more: Partial<TaskRecord>) =>
  new TaskRecord({
    id: `errand:1/${step}`,
    workflowId: "errand:1",
    agent: "Fetcher",
    version: 1,
    order: 0,
    status: "COMPLETED",
    priority: 5,
    retries: 0,
    cost: 0,
    input: null,
    output: null,
    error: null,
    events: [],
    createdAt: 1000,
    startedAt: 1010,
    completedAt: 1250,
    ...more
  })

export const letter = new DeadLetter({
  task: new Task({
    id: "errand:1/fetch",
    workflowId: "errand:1",
    agent: "Fetcher",
    version: 1,
    order: 0,
    correlationId: "errand:1",
    priority: 5,
    tenant: "",
    deadline: 1,
    input: { what: "bread" }
  }),
  entityId: "here",
  role: "default",
  attempts: [
    { at: 1000, millis: 20, route: "Fetcher", error: { _tag: "SourceDown", where: "shop" } },
    { at: 1500, millis: 30, route: "from memory", error: { _tag: "Forgot" } }
  ],
  error: { _tag: "Refused", error: { _tag: "SourceDown", where: "shop" } },
  status: "DISCARDED",
  reason: "gone",
  diedAt: 1530,
  settledAt: 2000
})
