import { retryEngine } from "@aethercast/cluster/EngineRetry"
import * as Workflow from "@aethercast/cluster/Workflow"
import { Line } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { castHosts } from "@aethercast/domain/Voice"
import { Effect, Schema } from "effect"
import * as Weaver from "../agents/PodcastScriptWeaver.ts"
import { WebContentHarvester } from "../agents/WebContentHarvester.ts"
import { EpisodeEntity } from "../episode/EpisodeProtocol.ts"
import type { BlobId } from "../store/Blobs.ts"
import { AsideCommission } from "./AsideCommission.ts"
import { workflowIdOf } from "./Commission.ts"
import { speakLine } from "./EpisodeSpeech.ts"
import * as ScriptLine from "./ScriptLine.ts"
import { EpisodeWorkflow } from "./EpisodeWorkflow.ts"

/** Says more about a line of an episode, or answers a listener's question, between its chapters. */
export const AsideWorkflow = Workflow.make({
  name: "Aside",
  version: 1,
  input: AsideCommission,
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ aside, episodeId }) => `aside:${episodeId}/${aside}`,
  trigger: "steering",
  priority: 9
})

export const AsideWorkflowLayer = AsideWorkflow.layer(
  Effect.fn("AsideWorkflow.run")(function* (commission) {
    const { aside, chapter, episodeId } = commission
    const actor = yield* actorOf(commission)
    const { lines, sources } = yield* write(commission)
    for (const [position, line] of lines.entries()) {
      const { timelineLine, utterance } = ScriptLine.make(
        commission,
        { chapter, aside, sources },
        position,
        line
      )
      yield* speakLine(actor, episodeId, timelineLine, utterance, Effect.die("Asides do not rest"))
    }
    yield* retryEngine(actor.CloseAside({ episodeId, aside }))
  }, Effect.orDie),
  {
    onCancelled: Effect.fn("AsideWorkflow.cancelled")(function* (commission) {
      const { aside, episodeId } = commission
      const actor = yield* actorOf(commission)
      yield* retryEngine(actor.CloseAside({ episodeId, aside }))
    }, Effect.orDie)
  }
)

const actorOf = Effect.fnUntraced(function* ({ episodeId }: AsideCommission) {
  const client = yield* EpisodeEntity.client
  return client(yield* EpisodeWorkflow.entityIdOf(workflowIdOf(episodeId)))
})

interface Written {
  readonly lines: ReadonlyArray<Line>
  /** The documents that the lines may quote. */
  readonly sources: ReadonlyArray<Source>
}

/**
 * From what was read for the episode. A question that it does not answer is searched for; and if
 * nothing is found, the hosts say so.
 */
const write = Effect.fnUntraced(function* (commission: AsideCommission) {
  const { material, sources, subject } = commission
  const words = subject._tag === "Question" ? subject.words : undefined
  return yield* weave("aside", commission, { material, sources }, words === undefined).pipe(
    Effect.catchTag("NothingToAdd", () => search(commission, words ?? "")),
    Effect.orElseSucceed((): Written => ({ lines: [sorry], sources: [] }))
  )
})

const search = Effect.fnUntraced(function* (commission: AsideCommission, words: string) {
  const found = yield* Effect.orElseSucceed(
    WebContentHarvester.ask("search", { sources: [], words, deeper: true, limit: 4 }),
    () => ({ material: undefined, sources: [] })
  )
  return yield* weave("aside-deeper", commission, found, true)
})

const weave = (
  step: string,
  { alreadySaid, aside, cast, chapterTitle, episodeId, language, style, subject }: AsideCommission,
  from: { readonly material: BlobId | undefined; readonly sources: ReadonlyArray<Source> },
  isLast: boolean
) =>
  Weaver.weaveAside(
    step,
    Weaver.cases.Aside.make({
      ...(from.material !== undefined && { material: from.material }),
      isLast,
      request: {
        seed: `${episodeId}/${aside}`,
        about: subject,
        returnTo: chapterTitle,
        style,
        hosts: castHosts(cast),
        language,
        alreadySaid,
        seconds: asideSeconds
      }
    })
  ).pipe(Effect.map(({ lines }): Written => ({ lines, sources: from.sources })))

/** Long enough to say something, and short enough to come back from. */
const asideSeconds = 30

const sorry = new Line({
  speaker: "host",
  text: "I cannot say more about that right now. Let's go on.",
  passages: [],
  pauseMillis: 500
})
