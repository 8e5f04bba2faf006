import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import * as Workflow from "@aethercast/cluster/Workflow"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { EpisodeNotFound } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { Cause, Effect, Exit, Fiber, Option, Queue, Schema } from "effect"
import { ImageGeneration } from "../agents/ImageGeneration.ts"
import { NothingOnTopic, NothingToRead } from "../agents/WebContentHarvester.ts"
import { SourceUnavailable } from "../sources/SourceFailure.ts"
import { TooLittleMaterial, WritingFailed } from "../writing/ScriptWriter.ts"
import { EpisodeEntity } from "../episode/EpisodeProtocol.ts"
import { CoverRequest } from "../images/CoverPainter.ts"
import * as ChapterPipeline from "./ChapterPipeline.ts"
import { Commission, newEpisode, workflowIdOf } from "./Commission.ts"
import * as EpisodeFailure from "./EpisodeFailure.ts"
import * as EpisodePublisher from "./EpisodePublisher.ts"
import * as EpisodeScript from "./EpisodeScript.ts"
import * as EpisodeSpeech from "./EpisodeSpeech.ts"
import { drawnCover } from "./ListenerMessages.ts"
import * as OpeningLine from "./OpeningLine.ts"

/** Generates an episode. */
export const EpisodeWorkflow = Workflow.make({
  name: "Episode",
  version: 1,
  input: Commission,
  success: Schema.Void,
  error: Schema.Union([
    EpisodeNotFound,
    NothingToRead,
    NothingOnTopic,
    SourceUnavailable,
    TooLittleMaterial,
    WritingFailed
  ]),
  workflowId: ({ request }) => workflowIdOf(request.id),
  trigger: "listen",
  priority: 9
})

/** Writing and speaking overlap: a chapter is written while the one before it is spoken. */
export const EpisodeWorkflowLayer = EpisodeWorkflow.layer(
  Effect.fn("EpisodeWorkflow.run")(function* (commission) {
    const { request } = commission
    const { entityId, workflowId } = yield* WorkflowRun
    const queue = yield* RunQueue
    const actor = (yield* EpisodeEntity.client)(entityId)
    const publisher = EpisodePublisher.make(actor, request.id)
    const pipeline = yield* ChapterPipeline.make

    const open = retryEngine(actor.Open({ episode: newEpisode(commission) }))
    const [prepared] = yield* Effect.all([OpeningLine.find(commission), open], { concurrency: 2 })
    yield* queue.enter
    if (Option.isSome(prepared)) yield* OpeningLine.begin(actor, request.id, prepared.value)
    const cover = yield* Effect.forkChild(
      request.subject._tag === "Words" ? paintCover(commission, publisher) : Effect.void
    )
    // When writing fails, what was written so far is still spoken.
    const written = Effect.ensuring(
      Effect.exit(EpisodeScript.write(commission, publisher, pipeline)),
      Queue.end(pipeline.chapters)
    )
    const spoken = EpisodeSpeech.speak(actor, commission, publisher, pipeline)
    const exit = yield* Effect.all([written, spoken], { concurrency: 2 }).pipe(
      Effect.flatMap(([writing]) => writing),
      Effect.exit
    )
    // It is suspended while it rests, and has not ended.
    if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return yield* exit
    // Nobody follows an episode that is complete, so a cover that takes longer comes before that.
    if (Exit.isSuccess(exit)) yield* Fiber.join(cover)
    yield* publisher.status(
      Exit.isSuccess(exit)
        ? EpisodeStatus.cases.Complete.make({})
        : EpisodeFailure.statusOf(
            EpisodeFailure.describe(
              commission,
              Option.getOrElse(Cause.findErrorOption(exit.cause), () => ({ _tag: "Defect" }))
            )
          )
    )
    yield* queue.leave(workflowId)
    yield* exit
  }),
  {
    onCancelled: Effect.fn("EpisodeWorkflow.cancelled")(function* (commission, reason) {
      const { entityId, workflowId } = yield* WorkflowRun
      yield* (yield* RunQueue).leave(workflowId)
      const actor = (yield* EpisodeEntity.client)(entityId)
      // Before its first step the run may not have opened the episode.
      yield* retryEngine(actor.Open({ episode: newEpisode(commission) }))
      yield* retryEngine(actor.Cancel({ episodeId: commission.request.id, reason })).pipe(
        // It was deleted.
        Effect.catchTag("EpisodeNotFound", () => Effect.void)
      )
    }, Effect.orDie)
  }
)

/** A topic of the landing page has a cover already; a listener's own topic gets one here. */
const paintCover = (
  { request, snippet }: Commission,
  publisher: EpisodePublisher.EpisodePublisher
) =>
  ImageGeneration.ask(
    "cover",
    new CoverRequest({
      id: request.id,
      title: snippet.title,
      prompt: snippet.coverPrompt,
      tags: [],
      pixels: 512
    })
  ).pipe(
    Effect.tap(({ alt, path }) =>
      publisher.event(EpisodeEvent.cases.CoverPainted.make({ cover: path, alt }))
    ),
    Effect.tap(({ standIn }) =>
      standIn === undefined ? Effect.void : publisher.notice(drawnCover(standIn))
    ),
    Effect.ignore
  )
