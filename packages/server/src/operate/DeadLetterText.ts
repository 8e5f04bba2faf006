import { type DeadLetter, errorTag } from "@aethercast/cluster/DeadLetter"
import * as Table from "./Table.ts"
import { moment, short, took, trouble } from "./Words.ts"

/** One line for each dead letter. */
export const list = (all: ReadonlyArray<DeadLetter>, now: number): ReadonlyArray<string> =>
  all.length === 0
    ? ["There are no such dead letters."]
    : Table.lines(
        [
          { head: "TASK" },
          { head: "AGENT" },
          { head: "VERSION", right: true },
          { head: "STATUS" },
          { head: "DIED", right: true },
          { head: "ATTEMPTS", right: true },
          { head: "ERROR" },
          { head: "WHAT IT SAID" }
        ],
        all.map((letter) => [
          letter.task.id,
          letter.task.agent,
          String(letter.task.version),
          letter.status,
          `${took(now - letter.diedAt)} ago`,
          String(letter.attempts.length),
          errorTag(letter),
          trouble(letter.error, 70)
        ])
      )

/** All that is known of one dead letter. */
export const whole = (letter: DeadLetter): ReadonlyArray<string> => {
  const { attempts, diedAt, error, entityId, reason, role, settledAt, status, task } = letter
  const beginning = attempts[0]?.at ?? diedAt
  return [
    `${task.id}  ${status}`,
    ...Table.lines(
      [{ head: "" }, { head: "" }],
      [
        ["agent", `${task.agent} ${task.version}`],
        ["workflow", task.workflowId],
        ["died", moment(diedAt)],
        ["of", trouble(error, 400)],
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
      ? ["No attempts are known."]
      : Table.lines(
          [
            { head: "ATTEMPT", right: true },
            { head: "ROUTE" },
            { head: "AFTER", right: true },
            { head: "TOOK", right: true },
            { head: "ERROR" }
          ],
          attempts.map(({ at, error: own, millis, route }, n) => [
            String(n + 1),
            route,
            took(at - beginning),
            took(millis),
            short(trouble(own, 200), 200)
          ])
        )),
    "",
    "input",
    ...JSON.stringify(task.input, null, 2)
      .split("\n")
      .map((line) => `  ${line}`)
  ]
}
