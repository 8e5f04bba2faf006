import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import { Effect } from "effect"

/** The cluster secret of the tests, as text. */
export const text = "a-secret-that-every-test-may-know"

export const secret = Effect.runSync(ClusterSecret.parse(text, "of the tests"))
