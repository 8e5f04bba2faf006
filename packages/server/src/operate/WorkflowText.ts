import type { StoredTask, StoredWorkflow } from "./Stored.ts"
import * as Table from "./Table.ts"
import { decided } from "./Telling.ts"
import { cost, moment, short, took, trouble } from "./Words.ts"

/** One line for each workflow. */
export const list = (all: ReadonlyArray<StoredWorkflow>, now: number): ReadonlyArray<string> =>
  all.length === 0
    ? ["No workflow of this kind has run."]
    : Table.lines(
        [
          { head: "WORKFLOW" },
          { head: "NAME" },
          { head: "VERSION", right: true },
          { head: "STATUS" },
          { head: "TASKS", right: true },
          { head: "FAILED", right: true },
          { head: "BEGUN" },
          { head: "TOOK", right: true },
          { head: "COST", right: true },
          { head: "ERROR" }
        ],
        all.map((one) => [
          one.id,
          one.name,
          String(one.version),
          one.status,
          String(one.tasks),
          one.failedTasks === 0 ? "-" : String(one.failedTasks),
          moment(one.begunAt),
          took((one.endedAt ?? now) - one.begunAt),
          cost(one.cost),
          short(one.error ?? "", 60)
        ])
      )

/** All that the ledger knows of one workflow: what it asked whom for, and how that went. */
export const whole = (
  workflow: StoredWorkflow,
  tasks: ReadonlyArray<StoredTask>,
  now: number
): ReadonlyArray<string> => [
  `${workflow.name} ${workflow.version}  ${workflow.id}  ${workflow.status}`,
  [
    `begun ${moment(workflow.begunAt)} by ${workflow.trigger}`,
    `${workflow.endedAt === null ? "runs for" : "took"} ${took((workflow.endedAt ?? now) - workflow.begunAt)}`,
    ...(workflow.sessionId === null ? [] : [`session ${workflow.sessionId}`]),
    ...(workflow.cost === 0 ? [] : [`cost ${cost(workflow.cost)}`])
  ].join(", "),
  ...(workflow.error === null ? [] : [`failed: ${short(workflow.error, 400)}`]),
  "",
  ...(tasks.length === 0 ? ["It has asked for nothing yet."] : rows(workflow, tasks, now))
]

/** The table of the tasks, each row followed by what was decided about it. */
const rows = (
  { id }: StoredWorkflow,
  tasks: ReadonlyArray<StoredTask>,
  now: number
): ReadonlyArray<string> => {
  const [heads = "", ...told] = Table.lines(
    [
      { head: "TASK" },
      { head: "AGENT" },
      { head: "VERSION", right: true },
      { head: "STATUS" },
      { head: "WAITED", right: true },
      { head: "TOOK", right: true },
      { head: "RETRIES", right: true },
      { head: "COST", right: true }
    ],
    tasks.map((task) => [
      task.id.startsWith(`${id}/`) ? task.id.slice(id.length + 1) : task.id,
      task.agent,
      String(task.version),
      task.status,
      took((task.startedAt ?? task.endedAt ?? now) - task.askedAt),
      task.startedAt === null ? "-" : took((task.endedAt ?? now) - task.startedAt),
      task.retries === 0 ? "-" : String(task.retries),
      cost(task.cost)
    ])
  )
  return [
    heads,
    ...tasks.flatMap((task, at) => [told[at] ?? "", ...events(task), ...failure(task)])
  ]
}

/** A first attempt that is answered is no news. */
const events = ({ askedAt, events: stored }: StoredTask): ReadonlyArray<string> =>
  stored.length <= 1
    ? []
    : stored.map((one) => {
        const { at, words } = decided(one)
        return `    ${at === null ? "" : `+${took(at - askedAt)}  `}${short(words, 160)}`
      })

const failure = ({ error, status }: StoredTask): ReadonlyArray<string> =>
  status === "FAILED" && error !== null ? [`    failed: ${trouble(error, 160)}`] : []
