import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import * as FairQueue from "../../src/supervision/internal/FairQueue.ts"

const Entering = Schema.TaggedStruct("Enter", {
  tenant: Schema.Literals(["ann", "bob", "cyd"]),
  priority: Schema.Literals([0, 7, 9]),
  wants: Schema.Array(Schema.Literals(["voice", "model", "website"])).check(Schema.isMaxLength(2))
})
const Step = Schema.Union([
  Entering,
  Entering,
  Schema.TaggedStruct("Leave", { which: Schema.Natural }),
  Schema.TaggedStruct("Wait", {
    seconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
  })
])
const steps = Arbitrary.array(Arbitrary.schema(Step), { minLength: 100, maxLength: 200 })

const limits = { voice: 2, model: 2, website: 3 } as const

const ticketOf = (
  id: number,
  { priority, tenant, wants }: typeof Entering.Type,
  since: number
) => ({
  id,
  tenant,
  priority,
  since,
  claims: [
    { resource: "node", limit: 4 },
    { resource: `tenant ${tenant}`, limit: 3 },
    ...[...new Set(wants)].map((resource) => ({ resource, limit: limits[resource] }))
  ]
})

const ticket = (id: number, tenant: string, details: Partial<FairQueue.Ticket> = {}) => ({
  id,
  tenant,
  priority: 5,
  since: 0,
  claims: [{ resource: "node", limit: 1 }],
  ...details
})

/** The rules, implemented naively: every ticket is compared each time. */
class Model {
  readonly running: Array<FairQueue.Ticket> = []
  readonly waiting: Array<FairQueue.Ticket> = []
  readonly served = new Map<string, number>()
  count = 0

  serve(now: number): ReadonlyArray<number> {
    const started: Array<number> = []
    for (;;) {
      const [next] = this.waiting
        .filter((one) => this.fits(one))
        .toSorted(
          (a, b) =>
            this.level(b, now) - this.level(a, now) ||
            this.runningOf(a) - this.runningOf(b) ||
            (this.served.get(a.tenant) ?? 0) - (this.served.get(b.tenant) ?? 0) ||
            a.id - b.id
        )
      if (next === undefined) return started
      this.waiting.splice(this.waiting.indexOf(next), 1)
      this.running.push(next)
      this.served.set(next.tenant, ++this.count)
      started.push(next.id)
    }
  }

  leave(one: FairQueue.Ticket) {
    for (const tickets of [this.running, this.waiting]) {
      if (tickets.includes(one)) tickets.splice(tickets.indexOf(one), 1)
    }
    const there = [...this.running, ...this.waiting].some(({ tenant }) => tenant === one.tenant)
    if (!there) this.served.delete(one.tenant)
  }

  private level({ priority, since }: FairQueue.Ticket, now: number) {
    return Math.min(9, priority + Math.floor((now - since) / 10_000))
  }

  private runningOf({ tenant }: FairQueue.Ticket) {
    return this.running.filter((other) => other.tenant === tenant).length
  }

  private fits({ claims }: FairQueue.Ticket) {
    return claims.every(
      ({ limit, resource }) =>
        this.running.filter((other) => other.claims.some((claim) => claim.resource === resource))
          .length < limit
    )
  }
}

describe("the fair queue", () => {
  it.prop("serves tickets in the order of the model", [steps], ([steps]) => {
    const model = new Model()
    let queue = FairQueue.empty<FairQueue.Ticket>()
    let now = 0
    for (const [id, step] of steps.entries()) {
      if (step._tag === "Wait") now += step.seconds * 1000
      if (step._tag === "Enter") {
        const one = ticketOf(id, step, now)
        const [started, after] = FairQueue.enter(queue, one)
        queue = after
        model.waiting.push(one)
        assert.deepStrictEqual(model.serve(now), started ? [id] : [])
      }
      if (step._tag === "Leave") {
        const all = [...model.running, ...model.waiting]
        const one = all[step.which % Math.max(1, all.length)]
        if (one === undefined) continue
        const [started, after] = FairQueue.leave(queue, one, now)
        queue = after
        model.leave(one)
        assert.deepStrictEqual(
          started.map((next) => next.id),
          model.serve(now)
        )
      }
    }
  })

  it.prop("keeps nothing of tickets that left", [steps], ([steps]) => {
    let queue = FairQueue.empty<FairQueue.Ticket>()
    const tickets = steps.flatMap((step, id) =>
      step._tag === "Enter" ? [ticketOf(id, step, 0)] : []
    )
    for (const one of tickets) [, queue] = FairQueue.enter(queue, one)
    for (const one of tickets) [, queue] = FairQueue.leave(queue, one, 0)
    const { lanes, running, taken, tenants } = queue
    assert.deepStrictEqual(
      [running, taken, tenants, lanes].map((rest) => [...rest]),
      [[], [], [], []]
    )
  })

  it("serves a single ticket of a tenant before a thousand of another", () => {
    const [first, ...others] = Array.from({ length: 1000 }, (_, id) => ticket(id, "many"))
    assert.isDefined(first)
    let queue = FairQueue.empty<FairQueue.Ticket>()
    for (const one of [first, ...others, ticket(1000, "single")]) {
      ;[, queue] = FairQueue.enter(queue, one)
    }
    const [started] = FairQueue.leave(queue, first, 0)
    assert.deepStrictEqual(
      started.map(({ tenant }) => tenant),
      ["single"]
    )
  })

  it("serves the lowest priority within 90 seconds, however many of the highest come", () => {
    let running = ticket(0, "loud", { priority: 9 })
    let [, queue] = FairQueue.enter(FairQueue.empty<FairQueue.Ticket>(), running)
    ;[, queue] = FairQueue.enter(queue, ticket(1, "loud", { priority: 0 }))
    const order: Array<number> = []
    for (let second = 1; second <= 90; second++) {
      const now = second * 1000
      ;[, queue] = FairQueue.enter(queue, ticket(second + 1, "loud", { priority: 9, since: now }))
      const [started, after] = FairQueue.leave(queue, running, now)
      queue = after
      assert.isDefined(started[0])
      running = started[0]
      order.push(running.id)
    }
    assert.strictEqual(order.indexOf(1), 89)
  })

  it("is not blocked by tickets that wait for another resource", () => {
    const voice = { claims: [{ resource: "voice", limit: 1 }], priority: 9 }
    const model = { claims: [{ resource: "model", limit: 1 }], priority: 0 }
    let queue = FairQueue.empty<FairQueue.Ticket>()
    ;[, queue] = FairQueue.enter(queue, ticket(0, "a", voice))
    const [second, after] = FairQueue.enter(queue, ticket(1, "a", voice))
    const [third] = FairQueue.enter(after, ticket(2, "a", model))
    assert.deepStrictEqual([second, third], [false, true])
  })

  it("serves a thousand tenants in turn", () => {
    let queue = FairQueue.empty<FairQueue.Ticket>()
    const tickets = Array.from({ length: 1000 }, (_, id) => ticket(id, `tenant ${id}`))
    for (const one of tickets) [, queue] = FairQueue.enter(queue, one)
    const served = tickets.flatMap((one) => {
      const [started, after] = FairQueue.leave(queue, one, 0)
      queue = after
      return started.map(({ id }) => id)
    })
    assert.deepStrictEqual(
      served,
      tickets.slice(1).map(({ id }) => id)
    )
  })
})
