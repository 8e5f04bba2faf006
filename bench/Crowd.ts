import { Effect } from "effect"
import * as Rush from "./crowd/Rush.ts"
import {
  type Benchmark,
  distribution,
  distributionColumns,
  type Options,
  type Report
} from "./Report.ts"

const warmUps = 3
const sizeOf = ({ quick }: Options) =>
  quick
    ? { alone: 8, orders: 30, listeners: 50, killAfter: 10 }
    : { alone: 20, orders: 200, listeners: 250, killAfter: 40 }

/** How much longer the first sound may take in a crowd. */
const maxRatio = 1.5

/** Many listeners at one server that is killed in the middle. */
export const crowd: Benchmark = {
  summary: "200 orders and 500 sockets at one server, which is killed in the middle",
  run: (say, options) =>
    Effect.gen(function* () {
      const size = sizeOf(options)
      const server = yield* Rush.serve
      const alone: Array<number> = []
      for (let n = 0; n < size.alone + warmUps; n++) {
        alone.push(yield* Rush.alone(server, n, say))
      }
      const rush = yield* Rush.rush(server, size, say)
      return report(size, alone.slice(warmUps), rush)
    }).pipe(Effect.scoped, Effect.runPromise)
}

const report = (
  { listeners, orders }: ReturnType<typeof sizeOf>,
  alone: ReadonlyArray<number>,
  { heard, retryAfterSeconds, seconds, secondsNotReady }: Rush.Rush
): Report => {
  const [smooth, interrupted] = [false, true].map((is) =>
    heard.filter(({ isInterrupted }) => isInterrupted === is)
  )
  const rows = [
    distribution("alone", alone),
    distribution("in the crowd", millisOf(smooth ?? [])),
    distribution("in the crowd, when the server is killed before it", millisOf(interrupted ?? []))
  ]
  const [p95Alone = Number.NaN, p95Crowd = Number.NaN] = rows.map(({ cells }) => Number(cells[3]))
  const ratio = p95Crowd / p95Alone
  const complete = heard.filter(({ status }) => status === "complete").length
  const failures = [
    ...(ratio <= maxRatio
      ? []
      : [`the p95 of the first sound is ${ratio.toFixed(2)} times as long`]),
    ...(complete === heard.length ? [] : [`${heard.length - complete} episodes did not end well`])
  ]
  return {
    name: "crowd",
    summary: `${orders} orders of a minute each at the same time, from as many network addresses, and ${2 * listeners} WebSockets at one server with its default settings, which is killed in the middle and started again. Its listeners are on the same machine.`,
    sections: [
      {
        title: "first sound, in ms since its turn",
        columns: distributionColumns,
        rows,
        notes: [
          `The ratio of the p95 is ${ratio.toFixed(2)}; it is to be at most ${maxRatio}.`,
          "The turn of an episode that waited begins when its listener is told no longer that it waits; that of another one, such as each that is alone, with the order."
        ]
      },
      {
        title: "orders",
        columns: ["count"],
        rows: [
          { label: "accepted", cells: [heard.length] },
          {
            label: "of these, told their place in the queue",
            cells: [heard.filter(({ isTold }) => isTold).length]
          },
          { label: "of these, complete in the end", cells: [complete] },
          {
            label: "refused with Retry-After",
            cells: [retryAfterSeconds.filter((after) => after > 0).length]
          },
          { label: "seconds until all had ended", cells: [seconds] },
          { label: "of these, /readyz was not ready", cells: [secondsNotReady] }
        ]
      }
    ],
    ...(failures.length === 0 ? {} : { missed: failures.join("; ") })
  }
}

const millisOf = (some: ReadonlyArray<Rush.Heard>) => some.map(({ millis }) => millis)
