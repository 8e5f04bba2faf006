import { Data } from "effect"

/**
 * What this node knows of one request beyond what the database says.
 *
 * | state      | in the database                | who has it                                        |
 * | ---------- | ------------------------------ | ------------------------------------------------- |
 * | Stored     | yes, or unknown to this node   | its owner in the database                         |
 * | Unsaved    | no                             | this node, which executes it before it is saved   |
 * | Saving     | its INSERT is under way        | this node if `handedOver`; else no node           |
 * | Completing | its INSERT is, with the answer | no node: this one has answered it                 |
 * | Queued     | yes, claimed by `epoch`        | it waits for this node's reader                   |
 * | Joined     | no, but its twin `original` is | this node: its answer will be that of `original`  |
 *
 * An epoch is one node's time with a shard, see `ShardEpochs`. A twin is a request of the same key that
 * another node stored.
 */
export type RequestState = Data.TaggedEnum<{
  Stored: {}
  Unsaved: Handover
  Saving: { readonly handedOver: Handover | undefined }
  Completing: { readonly epoch: string }
  Queued: { readonly epoch: string }
  Joined: { readonly epoch: string; readonly original: string }
}>
export const RequestState = Data.taggedEnum<RequestState>()

/** That a request was handed to this node's reader in an epoch, and whether the reader has taken it. */
export interface Handover {
  readonly epoch: string
  readonly isTaken: boolean
}

export type RequestEvent = Data.TaggedEnum<{
  /** A sender saves it; with an epoch it may be handed over before that. */
  Asked: { readonly optimisticIn: string | undefined }
  /** It must be stored now. */
  FlushDue: {}
  /** Its INSERT stored it, claimed by an epoch or unclaimed; `held` is this node's epoch by then. */
  Inserted: { readonly claim: string | null; readonly held: string | undefined }
  /** Its INSERT found that the key belongs to another request. */
  Repeated: { readonly original: string }
  /** Its INSERT failed: it may be stored or not. */
  InsertFailed: {}
  Answered: {}
  /** The INSERT with its answer stored both. */
  Completed: {}
  /** That INSERT stored nothing: the key belongs to `original`, or the epoch is over. */
  CompletionRefused: { readonly original: string | undefined }
  /** That INSERT failed: both may be stored or not. */
  CompletionFailed: {}
  /** The UPDATE with its answer ran: the row has that answer, or had one before. */
  Settled: {}
  /** The reader takes it from the queue. */
  Taken: {}
  /** The reader finds its twin in the database. */
  TwinRead: { readonly original: string }
  /** The epoch in which this node had it is over. */
  EpochEnded: {}
}>
export const RequestEvent = Data.taggedEnum<RequestEvent>()

/** What has to be done about a transition. */
export type RequestAction =
  | "Insert"
  | "InsertWithAnswer"
  /** Store the answer with the row of the request, or with that of its twin. */
  | "Settle"
  /** Append it to the reader's queue. */
  | "HandOver"
  /** Ask the database for it at the next read, whatever its claim says. */
  | "Doubt"
  /** Wait for the statement under way. */
  | "Wait"
  /** Do not hand the twin over: this request is executed in its place. */
  | "SkipTwin"
  | "None"

/** The event cannot happen in this state: a defect of the caller. */
export class IllegalTransition extends Data.TaggedError("IllegalTransition")<{
  readonly state: RequestState["_tag"]
  readonly event: RequestEvent["_tag"]
}> {}

export type Transition = readonly [state: RequestState, action: RequestAction]

/** Every event in every state; throws `IllegalTransition` where it cannot happen. */
export const transition = (state: RequestState, event: RequestEvent): Transition => {
  const illegal = (): never => {
    throw new IllegalTransition({ state: state._tag, event: event._tag })
  }
  const stay =
    (action: RequestAction = "None") =>
    (): Transition => [state, action]
  const noStatement = {
    Inserted: illegal,
    Repeated: illegal,
    InsertFailed: illegal,
    Completed: illegal,
    CompletionRefused: illegal,
    CompletionFailed: illegal
  }
  return RequestState.$match(state, {
    Stored: () =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: ({ optimisticIn }): Transition =>
          optimisticIn === undefined
            ? [Saving({ handedOver: undefined }), "Insert"]
            : [Unsaved({ epoch: optimisticIn, isTaken: false }), "HandOver"],
        FlushDue: stay(),
        Answered: stay("Settle"),
        Settled: stay(),
        Taken: stay(),
        TwinRead: stay(),
        EpochEnded: stay()
      }),
    Unsaved: ({ epoch, isTaken }) =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: illegal,
        FlushDue: (): Transition => [Saving({ handedOver: { epoch, isTaken } }), "Insert"],
        Answered: (): Transition => [Completing({ epoch }), "InsertWithAnswer"],
        Settled: illegal,
        Taken: (): Transition => [Unsaved({ epoch, isTaken: true }), "None"],
        TwinRead: ({ original }): Transition => [Joined({ epoch, original }), "SkipTwin"],
        // The next flush stores it, for the next owner to execute.
        EpochEnded: stay()
      }),
    Saving: ({ handedOver }) =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: illegal,
        FlushDue: stay("Wait"),
        Inserted: ({ claim, held }): Transition => {
          if (claim === null || claim !== held) return [Stored(), "None"]
          if (claim !== handedOver?.epoch) return [Queued({ epoch: claim }), "HandOver"]
          return [handedOver.isTaken ? Stored() : Queued({ epoch: claim }), "None"]
        },
        Repeated: ({ original }): Transition => [
          handedOver === undefined ? Stored() : Joined({ epoch: handedOver.epoch, original }),
          "None"
        ],
        InsertFailed: (): Transition =>
          handedOver === undefined ? [Stored(), "Doubt"] : [Unsaved(handedOver), "None"],
        Answered: stay("Wait"),
        Settled: illegal,
        Taken: (): Transition =>
          handedOver === undefined
            ? illegal()
            : [Saving({ handedOver: { ...handedOver, isTaken: true } }), "None"],
        TwinRead: stay(handedOver === undefined ? "None" : "SkipTwin"),
        EpochEnded: stay()
      }),
    Completing: ({ epoch }) =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: illegal,
        FlushDue: stay("Wait"),
        Answered: stay("Wait"),
        Completed: (): Transition => [Stored(), "None"],
        CompletionRefused: ({ original }): Transition =>
          original === undefined
            ? [Saving({ handedOver: { epoch, isTaken: true } }), "Insert"]
            : [Joined({ epoch, original }), "Settle"],
        CompletionFailed: (): Transition => [Unsaved({ epoch, isTaken: true }), "None"],
        Settled: illegal,
        Taken: stay(),
        TwinRead: stay("SkipTwin"),
        EpochEnded: stay()
      }),
    Queued: () =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: illegal,
        FlushDue: stay(),
        Answered: stay("Settle"),
        Settled: (): Transition => [Stored(), "None"],
        Taken: (): Transition => [Stored(), "None"],
        TwinRead: stay(),
        // Its claim ended with the epoch: the next owner reads it.
        EpochEnded: (): Transition => [Stored(), "None"]
      }),
    Joined: ({ original }) =>
      RequestEvent.$match(event, {
        ...noStatement,
        Asked: illegal,
        FlushDue: stay(),
        Answered: stay("Settle"),
        Settled: (): Transition => [Stored(), "None"],
        Taken: stay(),
        TwinRead: (twin): Transition => [state, twin.original === original ? "SkipTwin" : "None"],
        // The original is stored, and the next owner executes it.
        EpochEnded: (): Transition => [Stored(), "None"]
      })
  })
}

const { Completing, Joined, Queued, Saving, Stored, Unsaved } = RequestState
