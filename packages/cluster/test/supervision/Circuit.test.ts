import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Result, Schema } from "effect"
import * as Circuit from "../../src/supervision/Circuit.ts"

const Calling = Schema.TaggedStruct("Call", {})
const Step = Schema.Union([
  Calling,
  Calling,
  Schema.TaggedStruct("End", {
    which: Schema.Natural,
    outcome: Schema.Literals(["Success", "Failure", "Failure", "Ignored"])
  }),
  Schema.TaggedStruct("Renew", { which: Schema.Natural }),
  Schema.TaggedStruct("Wait", {
    seconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }))
  })
])
const steps = Arbitrary.array(Arbitrary.schema(Step), { minLength: 200, maxLength: 300 })

const options = { failures: 2, within: "1 minute", cooldown: "15 seconds" } as const

interface Call {
  readonly generation: number
  readonly probe: boolean
  aliveUntil: number
}

describe("a circuit", () => {
  it.prop("never admits a call beside a probe that holds its lease", [steps], ([steps]) => {
    let circuit = Circuit.initial
    let now = 0
    const calls: Array<Call> = []
    const ended: Array<Call> = []
    for (const step of steps) {
      if (step._tag === "Wait") now += step.seconds * 1000
      if (step._tag === "Call") {
        const closed = circuit._tag === "Closed"
        const cooling = circuit._tag === "Open" && now < circuit.until
        const probing = calls.some(({ aliveUntil, probe }) => probe && now < aliveUntil)
        const [admitted, next] = Circuit.admit("voice", circuit, now)
        circuit = next
        assert.strictEqual(Result.isSuccess(admitted), closed || !(cooling || probing))
        if (Result.isSuccess(admitted)) {
          const { generation, probe } = admitted.success
          assert.strictEqual(probe, !closed)
          calls.push({ generation, probe, aliveUntil: now + 10_000 })
        }
      }
      if (step._tag !== "End" && step._tag !== "Renew") continue
      // A renewal may arrive after its call has ended.
      const all = step._tag === "Renew" ? [...calls, ...ended.slice(-3)] : calls
      const call = all[step.which % Math.max(1, all.length)]
      if (call === undefined) continue
      const counts = call.generation === circuit.generation && circuit._tag !== "Open"
      if (step._tag === "Renew") {
        const [held, next] = Circuit.renew(circuit, call.generation, now)
        assert.strictEqual(held, call.probe && counts && !ended.includes(call))
        if (held) call.aliveUntil = now + 10_000
        circuit = next
      } else {
        ended.push(...calls.splice(calls.indexOf(call), 1))
        const { outcome } = step
        const report = { dependency: "voice", generation: call.generation, outcome, options }
        const [transition, next] = Circuit.record(
          circuit,
          { ...report, lastSuccess: undefined },
          now
        )
        if (!counts) assert.strictEqual(next, circuit)
        if (counts && call.probe) {
          const after = { Success: "Closed", Failure: "Open", Ignored: "HalfOpen" } as const
          assert.strictEqual(next._tag, after[outcome])
        }
        assert.strictEqual(transition?.to, next._tag === circuit._tag ? undefined : next._tag)
        circuit = next
      }
    }
  })
})
