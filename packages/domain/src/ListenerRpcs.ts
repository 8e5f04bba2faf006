import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EpisodeEvent } from "./EpisodeEvent.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeNotFound } from "./Episode.ts"
import { EpisodeRequest } from "./EpisodeRequest.ts"
import { ListeningPosition } from "./ListeningPosition.ts"
import { Provider } from "./Provider.ts"
import { SessionId } from "./Session.ts"
import { SurfaceEvent, SurfaceId, SurfaceNotFound } from "./Surface.ts"
import { TopicNotFound } from "./Topic.ts"
import { WorkflowId } from "./Workflow.ts"

/** What a browser learns when it connects. A build other than its own means: load the page anew. */
export class Welcome extends Schema.Class<Welcome>("aethercast/Welcome")({
  build: Schema.String,
  providers: Schema.Array(Provider),
  /** Where this listener stopped last; absent for a new listener. */
  position: Schema.optionalKey(ListeningPosition)
}) {}

/** Everything that the page says and hears but the sound itself. Streams are served from queues. */
export class ListenerRpcs extends RpcGroup.make(
  Rpc.make("Hello", { payload: { session: SessionId }, success: Welcome }),
  Rpc.make("WatchSurface", {
    payload: { surface: SurfaceId },
    success: SurfaceEvent,
    error: SurfaceNotFound,
    stream: true
  }),
  /** Starts an episode; asked again with the same id it answers the same. */
  Rpc.make("StartEpisode", {
    payload: { session: SessionId, request: EpisodeRequest },
    success: Schema.Struct({ workflowId: WorkflowId }),
    error: TopicNotFound
  }),
  /** Waits a moment for an episode that is just being started. */
  Rpc.make("WatchEpisode", {
    payload: { episodeId: EpisodeId },
    success: EpisodeEvent,
    error: EpisodeNotFound,
    stream: true
  }),
  /** Where the listener is: sent every few seconds while playing, and on pause and seek. */
  Rpc.make("Report", {
    payload: { session: SessionId, position: ListeningPosition, playing: Schema.Boolean },
    success: Schema.Void,
    error: EpisodeNotFound
  }),
  /** Makes fresh snippets now. */
  Rpc.make("RefreshLanding", { payload: { session: SessionId }, success: Schema.Void })
) {}
