import { Layer } from "effect"
import * as PgMessageStorage from "./internal/PgMessageStorage.ts"
import * as PgRunnerStorage from "./internal/PgRunnerStorage.ts"
import { ReadGate } from "./internal/ReadGate.ts"
import { ShardEpochs } from "./internal/ShardEpochs.ts"

/** The engine's storage on Postgres: messages and replies, nodes and shard locks. */
export const layer = Layer.mergeAll(PgMessageStorage.layer, PgRunnerStorage.layer).pipe(
  Layer.provideMerge([ReadGate.layer, ShardEpochs.layer])
)
