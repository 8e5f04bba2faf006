import type { Migrations } from "@aethercast/cluster/Database"
import product from "../migrations/0001_product.ts"
import ledgerViews from "../migrations/0002_ledger_views.ts"
import episodeOrders from "../migrations/0003_episode_orders.ts"
import episodeEvents from "../migrations/0004_episode_events.ts"
import blobUses from "../migrations/0005_blob_uses.ts"
import web from "../migrations/0006_web.ts"
import heardSpans from "../migrations/0007_heard_spans.ts"
import sessions from "../migrations/0008_sessions.ts"
import topicPool from "../migrations/0009_topic_pool.ts"
import deletedEpisodes from "../migrations/0010_deleted_episodes.ts"
import listenerDocuments from "../migrations/0011_listener_documents.ts"
import follows from "../migrations/0012_follows.ts"
import pageServers from "../migrations/0013_page_servers.ts"
import tasteSignals from "../migrations/0014_taste_signals.ts"
import costs from "../migrations/0015_costs.ts"
import coverStandIns from "../migrations/0016_cover_stand_ins.ts"
import blobBuckets from "../migrations/0017_blob_buckets.ts"
import pageServersLogged from "../migrations/0018_page_servers_logged.ts"

/** The tables of the product, in order. */
export const migrations: Migrations = {
  "0001_product": product,
  "0002_ledger_views": ledgerViews,
  "0003_episode_orders": episodeOrders,
  "0004_episode_events": episodeEvents,
  "0005_blob_uses": blobUses,
  "0006_web": web,
  "0007_heard_spans": heardSpans,
  "0008_sessions": sessions,
  "0009_topic_pool": topicPool,
  "0010_deleted_episodes": deletedEpisodes,
  "0011_listener_documents": listenerDocuments,
  "0012_follows": follows,
  "0013_page_servers": pageServers,
  "0014_taste_signals": tasteSignals,
  "0015_costs": costs,
  "0016_cover_stand_ins": coverStandIns,
  "0017_blob_buckets": blobBuckets,
  "0018_page_servers_logged": pageServersLogged
}
