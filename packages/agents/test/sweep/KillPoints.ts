import { Episodes } from "@aethercast/agents/store/Episodes"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import type { Change } from "@aethercast/domain/EpisodeState"
import { Context, Effect, Layer, Stream } from "effect"

/** Where a process may be killed: the services below come to a point before and after each thing that they do. */
export class KillPoints extends Context.Service<
  KillPoints,
  {
    /** The id of the episode that is being made. */
    readonly episode: () => string
    /** `of` is the id of the episode, or contains it. */
    readonly reach: (of: string, point: string) => Effect.Effect<void>
  }
>()("@aethercast/agents/test/KillPoints") {}

/** Tasks of the runs: before each is requested, and when its answer has come. */
const DispatcherLayer = Layer.effect(
  TaskDispatcher,
  Effect.gen(function* () {
    const dispatcher = yield* TaskDispatcher
    const { reach } = yield* KillPoints
    return TaskDispatcher.of({
      ...dispatcher,
      dispatch: (request) =>
        Effect.map(dispatcher.dispatch(request), (task) => ({
          ...task,
          answer: reach(task.id, `before the task ${task.id}`).pipe(
            Effect.andThen(task.answer),
            Effect.tap(() => reach(task.id, `after the task ${task.id}`))
          )
        }))
    })
  })
)

/** Changes of the episode: before and after each is stored. */
const EpisodesLayer = Layer.effect(
  Episodes,
  Effect.gen(function* () {
    const episodes = yield* Episodes
    const { reach } = yield* KillPoints
    return Episodes.of({
      ...episodes,
      append: Effect.fnUntraced(function* (episode, changes) {
        const names = changes.events.map(nameOf)
        yield* Effect.forEach(names, (name) => reach(episode.id, `before storing ${name}`))
        yield* episodes.append(episode, changes)
        yield* Effect.forEach(names, (name) => reach(episode.id, `after storing ${name}`))
      })
    })
  })
)

/** What a line costs. */
export const dollarsPerLine = 0.001

/** The voice: when a part of an utterance was spoken. Clips are shared, so that every episode has a voice of its own. */
export const VoiceLayer = Layer.effect(
  SpeechSynthesizer,
  Effect.gen(function* () {
    const voice = yield* SpeechSynthesizer
    const { episode, reach } = yield* KillPoints
    const utterances = new Map<string, number>()
    return SpeechSynthesizer.of({
      ...voice,
      get settings() {
        return `${voice.settings}/${episode()}`
      },
      cost: () => dollarsPerLine,
      speak: (utterance) => {
        const number = (utterances.get(episode()) ?? 0) + 1
        utterances.set(episode(), number)
        return Stream.mapEffect(voice.speak(utterance), (frames, index) =>
          Effect.as(
            index === 1 ? reach(episode(), `in the middle of utterance ${number}`) : Effect.void,
            frames
          )
        )
      }
    })
  })
)

/** What runs and actors store. */
export const layer = Layer.mergeAll(DispatcherLayer, EpisodesLayer)

const nameOf = (change: Change): string => {
  switch (change._tag) {
    case "LineStarted":
      return `LineStarted ${change.line.id}`
    case "LineFinished":
      return `LineFinished ${change.lineId}`
    case "StatusChanged":
      return `StatusChanged ${change.status._tag}`
    case "ChapterOpened":
    case "ChapterDirected":
    case "ChapterSpoken":
      return `${change._tag} ${change.chapter}`
    default:
      return change._tag
  }
}
