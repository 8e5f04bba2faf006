import type { TaskRecord, WorkflowRecord } from "@aethercast/cluster/LedgerRecord"
import * as EventText from "./EventText.ts"
import { cost, duration, errorText, moment, shortened } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

/** A table with a line for each workflow. */
export const list = (all: ReadonlyArray<WorkflowRecord>, now: number): ReadonlyArray<string> =>
  all.length === 0
    ? ["No such workflow has run."]
    : TextTable.lines(
        [
          { head: "WORKFLOW" },
          { head: "NAME" },
          { head: "VERSION", right: true },
          { head: "STATUS" },
          { head: "TASKS", right: true },
          { head: "FAILED", right: true },
          { head: "STARTED" },
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
          moment(one.createdAt),
          duration((one.completedAt ?? now) - one.createdAt),
          cost(one.cost),
          shortened(one.error ?? "", 60)
        ])
      )

/** One workflow with its tasks. */
export const whole = (
  workflow: WorkflowRecord,
  tasks: ReadonlyArray<TaskRecord>,
  now: number
): ReadonlyArray<string> => [
  `${workflow.name} ${workflow.version}  ${workflow.id}  ${workflow.status}`,
  [
    `started ${moment(workflow.createdAt)} by ${workflow.trigger}`,
    `${workflow.completedAt === null ? "runs for" : "took"} ${duration((workflow.completedAt ?? now) - workflow.createdAt)}`,
    ...(workflow.sessionId === null ? [] : [`session ${workflow.sessionId}`]),
    ...(workflow.parentWorkflowId === null ? [] : [`child of ${workflow.parentWorkflowId}`]),
    ...(workflow.cost === 0 ? [] : [`cost ${cost(workflow.cost)}`])
  ].join(", "),
  ...(workflow.error === null ? [] : [`failed: ${shortened(workflow.error, 400)}`]),
  "",
  ...(tasks.length === 0 ? ["It has no tasks yet."] : rows(workflow, tasks, now))
]

/** The table of the tasks, each row followed by the events of its task. */
const rows = (
  { id }: WorkflowRecord,
  tasks: ReadonlyArray<TaskRecord>,
  now: number
): ReadonlyArray<string> => {
  const [heads = "", ...lines] = TextTable.lines(
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
      duration((task.startedAt ?? task.completedAt ?? now) - task.createdAt),
      task.startedAt === null ? "-" : duration((task.completedAt ?? now) - task.startedAt),
      task.retries === 0 ? "-" : String(task.retries),
      cost(task.cost)
    ])
  )
  return [
    heads,
    ...tasks.flatMap((task, at) => [lines[at] ?? "", ...events(task), ...failure(task)])
  ]
}

/** A single event is the first attempt: the row says what came of it. */
const events = ({ createdAt, events: stored }: TaskRecord): ReadonlyArray<string> =>
  stored.length <= 1
    ? []
    : stored.map((one) => {
        const { at, words } = EventText.describe(one)
        return `    ${at === null ? "" : `+${duration(at - createdAt)}  `}${shortened(words, 160)}`
      })

const failure = ({ error, status }: TaskRecord): ReadonlyArray<string> =>
  status === "FAILED" && error !== null ? [`    failed: ${errorText(error, 160)}`] : []
