import { type DeadLetter, errorTag } from "@aethercast/cluster/DeadLetter"
import { duration, errorText, moment } from "./TextFormat.ts"
import * as TextTable from "./TextTable.ts"

/** A table with a line for each dead letter. */
export const list = (all: ReadonlyArray<DeadLetter>, now: number): ReadonlyArray<string> =>
  all.length === 0
    ? ["There are no such dead letters."]
    : TextTable.lines(
        [
          { head: "TASK" },
          { head: "AGENT" },
          { head: "VERSION", right: true },
          { head: "STATUS" },
          { head: "GIVEN UP", right: true },
          { head: "ATTEMPTS", right: true },
          { head: "ERROR" },
          { head: "DETAILS" }
        ],
        all.map((letter) => [
          letter.task.id,
          letter.task.agent,
          String(letter.task.version),
          letter.status,
          `${duration(now - letter.diedAt)} ago`,
          String(letter.attempts.length),
          errorTag(letter),
          errorText(letter.error, 70)
        ])
      )

/** Everything about one dead letter. */
export const whole = (letter: DeadLetter): ReadonlyArray<string> => {
  const { attempts, diedAt, error, entityId, reason, role, settledAt, status, task } = letter
  const firstAt = attempts[0]?.at ?? diedAt
  return [
    `${task.id}  ${status}`,
    ...TextTable.lines(
      [{ head: "" }, { head: "" }],
      [
        ["agent", `${task.agent} ${task.version}`],
        ["workflow", task.workflowId],
        ["given up", moment(diedAt)],
        ["error", errorText(error, 400)],
        ...(settledAt === undefined ? [] : [["settled", moment(settledAt)]]),
        ...(reason === undefined ? [] : [["reason", reason]]),
        ["tenant", task.tenant === "" ? "-" : task.tenant],
        ["priority", String(task.priority)],
        ["correlation", task.correlationId],
        ["entity", `${entityId} (role ${role})`]
      ]
    ).slice(1),
    "",
    ...(attempts.length === 0
      ? ["No attempt was made."]
      : TextTable.lines(
          [
            { head: "ATTEMPT", right: true },
            { head: "ROUTE" },
            { head: "AFTER", right: true },
            { head: "TOOK", right: true },
            { head: "ERROR" }
          ],
          attempts.map(({ at, error, millis, route }, n) => [
            String(n + 1),
            route,
            duration(at - firstAt),
            duration(millis),
            errorText(error, 200)
          ])
        )),
    "",
    "input",
    ...JSON.stringify(task.input, null, 2)
      .split("\n")
      .map((line) => `  ${line}`)
  ]
}
