import { assert, describe, it } from "@effect/vitest"
import {
  IllegalTransition,
  RequestEvent,
  RequestState,
  transition
} from "../../src/storage/internal/RequestState.ts"

const { Completing, Joined, Queued, Saving, Stored, Unsaved } = RequestState
const waiting = { epoch: "7", isTaken: false }
const taken = { epoch: "7", isTaken: true }

const states = {
  Stored: Stored(),
  "Unsaved, waiting": Unsaved(waiting),
  "Unsaved, taken": Unsaved(taken),
  Saving: Saving({ handedOver: undefined }),
  "Saving, waiting": Saving({ handedOver: waiting }),
  "Saving, taken": Saving({ handedOver: taken }),
  Completing: Completing({ epoch: "7" }),
  Queued: Queued({ epoch: "7" }),
  Joined: Joined({ epoch: "7", original: "1" })
}
type StateName = keyof typeof states

/** Each kind of event, in every form that makes a difference. */
const events = {
  "asked, known": RequestEvent.Asked({ optimisticIn: undefined }),
  "asked, certainly new": RequestEvent.Asked({ optimisticIn: "7" }),
  "flush due": RequestEvent.FlushDue(),
  "inserted, claimed": RequestEvent.Inserted({ claim: "7", held: "7" }),
  "inserted, claimed anew": RequestEvent.Inserted({ claim: "8", held: "8" }),
  "inserted, claim ended": RequestEvent.Inserted({ claim: "7", held: "8" }),
  "inserted, unclaimed": RequestEvent.Inserted({ claim: null, held: undefined }),
  repeated: RequestEvent.Repeated({ original: "1" }),
  "insert failed": RequestEvent.InsertFailed(),
  answered: RequestEvent.Answered(),
  completed: RequestEvent.Completed(),
  "completion refused, twin": RequestEvent.CompletionRefused({ original: "1" }),
  "completion refused, epoch over": RequestEvent.CompletionRefused({ original: undefined }),
  "completion failed": RequestEvent.CompletionFailed(),
  settled: RequestEvent.Settled(),
  taken: RequestEvent.Taken(),
  "twin read": RequestEvent.TwinRead({ original: "1" }),
  "another twin read": RequestEvent.TwinRead({ original: "2" }),
  "epoch ended": RequestEvent.EpochEnded()
}
type EventName = keyof typeof events

type Cell = readonly [next: RequestState, action: string]
type Row = { readonly [E in EventName]?: Cell }

/** The default for an event: the state stays, and nothing is done. */
const stays = (state: StateName, ...names: ReadonlyArray<EventName>): Row =>
  Object.fromEntries(names.map((name) => [name, [states[state], "None"]]))

/** Every event that is missing here is illegal in that state. */
const expected: Record<StateName, Row> = {
  Stored: {
    ...stays("Stored", "flush due", "settled", "taken", "twin read", "another twin read"),
    ...stays("Stored", "epoch ended"),
    "asked, known": [Saving({ handedOver: undefined }), "Insert"],
    "asked, certainly new": [Unsaved(waiting), "HandOver"],
    answered: [Stored(), "Settle"]
  },
  "Unsaved, waiting": {
    ...stays("Unsaved, waiting", "epoch ended"),
    "flush due": [Saving({ handedOver: waiting }), "Insert"],
    answered: [Completing({ epoch: "7" }), "InsertWithAnswer"],
    taken: [Unsaved(taken), "None"],
    "twin read": [Joined({ epoch: "7", original: "1" }), "SkipTwin"],
    "another twin read": [Joined({ epoch: "7", original: "2" }), "SkipTwin"]
  },
  "Unsaved, taken": {
    ...stays("Unsaved, taken", "taken", "epoch ended"),
    "flush due": [Saving({ handedOver: taken }), "Insert"],
    answered: [Completing({ epoch: "7" }), "InsertWithAnswer"],
    "twin read": [Joined({ epoch: "7", original: "1" }), "SkipTwin"],
    "another twin read": [Joined({ epoch: "7", original: "2" }), "SkipTwin"]
  },
  Saving: {
    ...stays("Saving", "twin read", "another twin read", "epoch ended"),
    "flush due": [states.Saving, "Wait"],
    answered: [states.Saving, "Wait"],
    "inserted, claimed": [Queued({ epoch: "7" }), "HandOver"],
    "inserted, claimed anew": [Queued({ epoch: "8" }), "HandOver"],
    "inserted, claim ended": [Stored(), "None"],
    "inserted, unclaimed": [Stored(), "None"],
    repeated: [Stored(), "None"],
    "insert failed": [Stored(), "Doubt"]
  },
  "Saving, waiting": {
    ...stays("Saving, waiting", "epoch ended"),
    "flush due": [states["Saving, waiting"], "Wait"],
    answered: [states["Saving, waiting"], "Wait"],
    "inserted, claimed": [Queued({ epoch: "7" }), "None"],
    "inserted, claimed anew": [Queued({ epoch: "8" }), "HandOver"],
    "inserted, claim ended": [Stored(), "None"],
    "inserted, unclaimed": [Stored(), "None"],
    repeated: [Joined({ epoch: "7", original: "1" }), "None"],
    "insert failed": [Unsaved(waiting), "None"],
    taken: [Saving({ handedOver: taken }), "None"],
    "twin read": [states["Saving, waiting"], "SkipTwin"],
    "another twin read": [states["Saving, waiting"], "SkipTwin"]
  },
  "Saving, taken": {
    ...stays("Saving, taken", "taken", "epoch ended"),
    "flush due": [states["Saving, taken"], "Wait"],
    answered: [states["Saving, taken"], "Wait"],
    "inserted, claimed": [Stored(), "None"],
    "inserted, claimed anew": [Queued({ epoch: "8" }), "HandOver"],
    "inserted, claim ended": [Stored(), "None"],
    "inserted, unclaimed": [Stored(), "None"],
    repeated: [Joined({ epoch: "7", original: "1" }), "None"],
    "insert failed": [Unsaved(taken), "None"],
    "twin read": [states["Saving, taken"], "SkipTwin"],
    "another twin read": [states["Saving, taken"], "SkipTwin"]
  },
  Completing: {
    ...stays("Completing", "taken", "epoch ended"),
    "flush due": [states.Completing, "Wait"],
    answered: [states.Completing, "Wait"],
    completed: [Stored(), "None"],
    "completion refused, twin": [Joined({ epoch: "7", original: "1" }), "Settle"],
    "completion refused, epoch over": [Saving({ handedOver: taken }), "Insert"],
    "completion failed": [Unsaved(taken), "None"],
    "twin read": [states.Completing, "SkipTwin"],
    "another twin read": [states.Completing, "SkipTwin"]
  },
  Queued: {
    ...stays("Queued", "flush due", "twin read", "another twin read"),
    answered: [states.Queued, "Settle"],
    settled: [Stored(), "None"],
    taken: [Stored(), "None"],
    "epoch ended": [Stored(), "None"]
  },
  Joined: {
    ...stays("Joined", "flush due", "taken", "another twin read"),
    answered: [states.Joined, "Settle"],
    settled: [Stored(), "None"],
    "twin read": [states.Joined, "SkipTwin"],
    "epoch ended": [Stored(), "None"]
  }
}

const outcome = (state: RequestState, event: RequestEvent): Cell | "illegal" => {
  try {
    return transition(state, event)
  } catch (error) {
    assert.instanceOf(error, IllegalTransition)
    return "illegal"
  }
}

describe("the state of a request", () => {
  for (const [state, row] of Object.entries(states)) {
    it(`${state}: every event has its one outcome`, () => {
      const cells = new Map(Object.entries(expected)).get(state) ?? {}
      assert.deepStrictEqual(
        Object.fromEntries(
          Object.entries(events).map(([name, event]) => [name, outcome(row, event)])
        ),
        Object.fromEntries(
          Object.keys(events).map((name) => [
            name,
            new Map(Object.entries(cells)).get(name) ?? "illegal"
          ])
        )
      )
    })
  }
})
