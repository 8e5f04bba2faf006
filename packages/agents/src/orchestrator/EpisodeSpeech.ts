import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { TimelineLine } from "@aethercast/domain/Timeline"
import { Effect, Option, Queue } from "effect"
import { VoiceForge } from "../agents/VoiceForge.ts"
import type { EpisodeActor } from "../episode/EpisodeProtocol.ts"
import { LineOutcome } from "../episode/LineOutcome.ts"
import type { Utterance } from "../voice/SpeechSynthesizer.ts"
import type { Chapter, ChapterPipeline } from "./ChapterPipeline.ts"
import type { Commission } from "./Commission.ts"
import * as EpisodePublisher from "./EpisodePublisher.ts"
import { cheaperVoice, missingLine, otherVoice } from "./ListenerMessages.ts"
import * as ScriptLine from "./ScriptLine.ts"

/** Speaks the chapters of the pipeline one after the other, until it ends. */
export const speak = Effect.fnUntraced(function* (
  actor: EpisodeActor,
  commission: Commission,
  publisher: EpisodePublisher.EpisodePublisher,
  { chapters, lengths }: ChapterPipeline
) {
  const { id: episodeId, language } = commission.request
  const voicing = { cast: commission.cast, language }
  const { enter } = yield* RunQueue
  const speakChapter = Effect.fnUntraced(function* (chapter: Chapter) {
    const { index, sources, sting, title } = chapter
    const place = { chapter: index, sources, ...(sting !== undefined && { sting }) }
    yield* publisher.event(EpisodeEvent.cases.ChapterOpened.make({ chapter: index, title }))
    let position = 0
    let actual = 0
    for (;;) {
      const next = yield* Effect.option(Queue.take(chapter.lines))
      if (Option.isNone(next)) break
      const { timelineLine, utterance } = ScriptLine.make(voicing, place, position, next.value)
      position++
      const speaking = speakLine(actor, episodeId, timelineLine, utterance, enter)
      const outcome = yield* index === 0
        ? speaking
        : Effect.updateService(speaking, WorkflowRun, (run) =>
            WorkflowRun.of({ ...run, priority: chapterPriority })
          )
      if (outcome._tag === "Spoken") actual += framesToSeconds(outcome.clip.frames)
      else if (outcome.reason !== "skipped") yield* publisher.notice(missingLine)
    }
    yield* Queue.offer(lengths, yield* publisher.measured(index, actual))
  })

  yield* Effect.forever(Effect.flatMap(Queue.take(chapters), speakChapter)).pipe(
    Effect.catchTag("Done", () => Effect.void)
  )
})

/** The listeners of an episode that has begun are behind it: the beginnings of others go first. */
const chapterPriority = 7

/**
 * Has a line spoken, and passes its frames to the actor as they are made. Executes `rest` when nobody
 * listens, and goes on after that.
 */
export const speakLine = Effect.fnUntraced(function* <R>(
  actor: EpisodeActor,
  episodeId: EpisodeId,
  line: TimelineLine,
  spoken: Utterance,
  rest: Effect.Effect<void, never, R>
) {
  const prepare = retryEngine(actor.PrepareLine({ episodeId, line }))
  let prepared = yield* prepare
  for (; prepared._tag === "Rest"; prepared = yield* prepare) yield* rest
  if (prepared._tag === "Ended") {
    // Counted nevertheless, so that a replay gives later tasks the same order.
    yield* (yield* WorkflowRun).nextOrder
    return prepared.outcome
  }
  const { id: lineId } = line
  const step = `voice/${lineId}`
  const outcome = yield* VoiceForge.askStreaming(step, spoken, (output) =>
    Effect.orDie(retryEngine(actor.AppendFrames({ episodeId, lineId, output })))
  ).pipe(
    // It was spoken before the workflow was replayed: listeners get its frames with the clip.
    Effect.catchTag("OutputMissing", () => VoiceForge.ask(step, spoken)),
    Effect.tap(({ isSaving = false, voice }) =>
      voice === spoken.voice.id
        ? Effect.void
        : EpisodePublisher.make(actor, episodeId).notice(isSaving ? cheaperVoice : otherVoice)
    ),
    Effect.map(({ clip }) => LineOutcome.cases.Spoken.make({ clip })),
    Effect.catch(({ _tag }) => Effect.succeed(LineOutcome.cases.LeftOut.make({ reason: _tag })))
  )
  yield* retryEngine(actor.FinishLine({ episodeId, line, outcome }))
  return outcome
})
