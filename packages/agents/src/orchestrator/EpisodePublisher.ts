import { retryEngine } from "@aethercast/cluster/EngineRetry"
import type { CutSegment } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type { Direction } from "@aethercast/domain/Steering"
import { Effect } from "effect"
import type { EpisodeActor } from "../episode/EpisodeProtocol.ts"

/** What a workflow exchanges with the actor of its episode, besides lines. */
export const make = (actor: EpisodeActor, episodeId: EpisodeId) => {
  const event = (it: EpisodeEvent) => retryEngine(actor.Publish({ episodeId, event: it }))
  const status = (it: EpisodeStatus) => event(EpisodeEvent.cases.StatusChanged.make({ status: it }))
  return {
    event,
    status,
    generating: (stage: "reading" | "planning" | "speaking") =>
      status(EpisodeStatus.cases.Generating.make({ stage })),
    /** Whether a line of a chapter has been stored. */
    hasLinesOf: (chapter: number) =>
      Effect.map(retryEngine(actor.Get({ episodeId })), ({ timeline }) =>
        timeline.lines.some((line) => line.chapter === chapter)
      ),
    /** How listeners want a chapter, absent if they have asked for nothing; and what asides have said. */
    direction: (chapter: number) =>
      Effect.map(
        retryEngine(actor.DirectChapter({ episodeId, chapter })),
        ({ said = [], ...direction }) => (isNeutral(direction) ? { said } : { said, direction })
      ),
    /** The length of a chapter that was spoken, in seconds: for a replay the same as before. */
    measured: (chapter: number, seconds: number) =>
      retryEngine(actor.MeasureChapter({ episodeId, chapter, seconds })),
    /** What was written of a segment whose writing failed: for a replay the same as before. */
    cutSegment: (segment: number, cut: CutSegment) =>
      retryEngine(actor.CutSegment({ episodeId, segment, cut })),
    title: (title: string) => event(EpisodeEvent.cases.Titled.make({ title })),
    notice: (notice: string) => event(EpisodeEvent.cases.Noticed.make({ notice }))
  }
}

const isNeutral = ({ depth, weights }: Direction): boolean =>
  depth === 0 && Object.keys(weights).length === 0

export type EpisodePublisher = ReturnType<typeof make>
