import { Layer } from "effect"
import { Drafts } from "./Drafts.ts"
import { Handover } from "./Handover.ts"
import { Histories } from "./Histories.ts"
import * as Mailbox from "./Mailbox.ts"
import * as Shards from "./Shards.ts"
import { Tenures } from "./Tenures.ts"

/** What the engine keeps in Postgres, by our statements: messages, answers, nodes and shards. */
export const layer = Layer.mergeAll(Mailbox.layer, Shards.layer).pipe(
  Layer.provide([Drafts.layer, Histories.layer]),
  Layer.provideMerge([Handover.layer, Tenures.layer])
)
