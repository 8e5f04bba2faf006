import { Layer } from "effect"
import { Drafts } from "./internal/Drafts.ts"
import { Handover } from "./internal/Handover.ts"
import { Histories } from "./internal/Histories.ts"
import * as Mailbox from "./internal/PgMessageStorage.ts"
import * as Shards from "./internal/PgRunnerStorage.ts"
import { ShardEpochs } from "./internal/ShardEpochs.ts"

/** What the engine keeps in Postgres, by our statements: messages, answers, nodes and shards. */
export const layer = Layer.mergeAll(Mailbox.layer, Shards.layer).pipe(
  Layer.provide([Drafts.layer, Histories.layer]),
  Layer.provideMerge([Handover.layer, ShardEpochs.layer])
)
