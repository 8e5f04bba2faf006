import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import type { Clip } from "@aethercast/domain/Clip"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { hostCount } from "@aethercast/domain/Hosts"
import type { Snippet } from "@aethercast/domain/Snippet"
import type { TimelineLine } from "@aethercast/domain/Timeline"
import { castHosts } from "@aethercast/domain/Voice"
import { Array, Effect, Option } from "effect"
import { VoiceForge } from "../agents/VoiceForge.ts"
import type { EpisodeActor } from "../episode/EpisodeProtocol.ts"
import { LineOutcome } from "../episode/LineOutcome.ts"
import { clipIdOf, Clips } from "../store/Clips.ts"
import * as Casting from "../voice/Casting.ts"
import { SpeechSynthesizer } from "../voice/SpeechSynthesizer.ts"
import { disclosed } from "../writing/Disclosure.ts"
import { openingTitle } from "../writing/OpeningAndClosing.ts"
import { OpeningRequest, ScriptWriter } from "../writing/ScriptWriter.ts"
import type { Commission } from "./Commission.ts"
import * as LengthBudget from "./LengthBudget.ts"
import * as ScriptLine from "./ScriptLine.ts"

/** What the opening of an episode is made from. */
type Ordered = Pick<Commission, "cast" | "snippet"> & {
  readonly request: Pick<EpisodeRequest, "language" | "lengthSeconds" | "style">
}

interface SpokenLine {
  readonly line: TimelineLine
  readonly clip: Clip
}

/** The request for the opening of an episode. */
export const requestOf = ({ cast, request, snippet }: Ordered): OpeningRequest =>
  new OpeningRequest({
    snippet,
    style: request.style,
    hosts: castHosts(cast),
    seconds: LengthBudget.openingSeconds(request.lengthSeconds)
  })

/** What most listeners order. Every length and number of hosts has the same first line. */
const usual = { style: "conversation", language: "en", lengthSeconds: 300 } as const

/**
 * Has the first line about a topic spoken before anybody orders it, where speech costs nothing: the
 * first listener hears it at once. Other styles, languages and voices have other first lines.
 */
export const prepare = Effect.fn("OpeningLine.prepare")(function* (snippet: Snippet) {
  const { cost, settings, voices } = yield* SpeechSynthesizer
  const cast = Casting.cast(voices, usual.language, hostCount(usual.style))
  if (cost !== undefined || Option.isNone(cast)) return
  const first = yield* firstLine({ snippet, request: usual, cast: cast.value })
  if (Option.isNone(first)) return
  const { utterance } = first.value
  // Named by its clip: a replay on a node with another voice asks for something else.
  yield* VoiceForge.ask(`first-line/${clipIdOf(utterance, settings).slice(0, 16)}`, utterance)
})

/** The first line of an episode if it was spoken before, with its clip, which the run uses from now on. */
export const find = Effect.fn("OpeningLine.find")(function* (commission: Commission) {
  if (commission.origin !== undefined) return Option.none()
  const clips = yield* Clips
  const { settings } = yield* SpeechSynthesizer
  const first = yield* firstLine(commission)
  if (Option.isNone(first)) return Option.none()
  const { timelineLine, utterance } = first.value
  const clip = yield* clips.find(clipIdOf(utterance, settings), (yield* WorkflowRun).workflowId)
  return Option.map(clip, (clip): SpokenLine => ({ line: timelineLine, clip }))
})

/** Begins an episode with a first line that was spoken before. A replay changes nothing. */
export const begin = Effect.fn("OpeningLine.begin")(function* (
  actor: EpisodeActor,
  episodeId: EpisodeId,
  { clip, line }: SpokenLine
) {
  const event = EpisodeEvent.cases.ChapterOpened.make({ chapter: 0, title: openingTitle })
  yield* retryEngine(actor.Publish({ episodeId, event }))
  const outcome = LineOutcome.cases.Spoken.make({ clip })
  yield* retryEngine(actor.FinishLine({ episodeId, line, outcome }))
})

/**
 * The first line of an episode, as `EpisodeScript` and `EpisodeSpeech` make it. None when it cannot be
 * written.
 */
export const firstLine = Effect.fnUntraced(function* (ordered: Ordered) {
  const writer = yield* ScriptWriter
  const written = yield* Effect.option(writer.opening(requestOf(ordered)))
  const place = {
    chapter: 0,
    sources: ordered.snippet.sources,
    sting: { sound: "opening", at: 0 }
  } as const
  const { language, style } = ordered.request
  return written.pipe(
    Option.map((lines) => disclosed(lines, style, language, castHosts(ordered.cast))),
    Option.flatMap(Array.head),
    Option.map((line) => ScriptLine.make({ cast: ordered.cast, language }, place, 0, line))
  )
})
