import type { Episode } from "@aethercast/domain/Episode"
import { isOver } from "@aethercast/domain/EpisodeStatus"
import type { ClipId } from "@aethercast/domain/Clip"
import { Equal } from "effect"
import type { Checker } from "./Mutation.ts"
import type { Listener } from "./Listener.ts"

/** What a checker found wrong. */
export interface Violation {
  /** `completion` is about the simulation itself: it broke off before there was anything to check. */
  readonly checker: Checker | "completion"
  readonly problem: string
}

/** What is known when a simulation has ended. */
export interface Evidence {
  /** As it is stored; undefined if it was never opened. */
  readonly episode: Episode | undefined
  readonly listeners: ReadonlyArray<Listener>
  readonly clips: ReadonlyMap<ClipId, { readonly bytes: Uint8Array }>
  readonly changedAnswers: ReadonlyArray<string>
  readonly inputs: ReadonlyMap<string, ReadonlySet<string>>
  /** Why runs failed otherwise than by the failure of a provider. */
  readonly crashes: ReadonlyArray<string>
  /** How often each command was recorded, by its id. */
  readonly recorded: ReadonlyMap<string, number>
}

/** Everything that is wrong, by all five checkers. */
export const check = (evidence: Evidence): ReadonlyArray<Violation> =>
  Object.entries({
    commands: commands(evidence),
    answers: answers(evidence),
    inputs: inputs(evidence),
    ends: ends(evidence),
    frames: frames(evidence)
  } satisfies Record<Checker, ReadonlyArray<string>>).flatMap(([checker, problems]) =>
    problems.map((problem) => ({ checker: checkerOf(checker), problem }))
  )

const checkerOf = (name: string): Checker =>
  name === "commands" || name === "answers" || name === "inputs" || name === "ends"
    ? name
    : "frames"

/** Every acknowledged command takes effect once. */
const commands = ({ episode, listeners, recorded }: Evidence): ReadonlyArray<string> => {
  const known = episode?.steering.commands ?? []
  const problems: Array<string> = []
  for (const { answers, command } of listeners.flatMap((listener) => listener.commands)) {
    const takenAs = known.filter(({ command: { id } }) => id.startsWith(command.id))
    const [answer] = answers
    if (takenAs.length > 1 || (recorded.get(command.id) ?? 0) > 1) {
      problems.push(`${command.id} (${command.kind}) took effect more than once`)
    }
    if (answer === undefined) continue
    const [taken] = takenAs
    if (taken === undefined) {
      problems.push(`${command.id} (${command.kind}) was acknowledged, and is lost`)
    } else if (!Equal.equals(taken.outcome, answer)) {
      problems.push(
        `${command.id} was acknowledged as ${answer._tag}, and did ${taken.outcome._tag}`
      )
    }
  }
  return problems
}

/** An answer that was given never changes. */
const answers = ({ changedAnswers, listeners }: Evidence): ReadonlyArray<string> => [
  ...changedAnswers,
  ...listeners
    .flatMap((listener) => listener.commands)
    .filter(({ answers: [first, ...others] }) =>
      others.some((other) => !Equal.equals(first, other))
    )
    .map(({ answers, command }) => `${command.id}: ${JSON.stringify(answers)}`)
]

/** No call outside under one key has two inputs. */
const inputs = (evidence: Evidence): ReadonlyArray<string> =>
  [...evidence.inputs].flatMap(([key, all]) =>
    all.size > 1 ? [`${key}: ${[...all].join(" and ")}`] : []
  )

/** When the faults stop, every episode ends, and each listener gets to its end. */
const ends = ({ crashes, episode, listeners }: Evidence): ReadonlyArray<string> => {
  if (episode === undefined) return ["the episode was never opened"]
  const problems: Array<string> = []
  const { status } = episode
  if (!isOver(status)) problems.push(`the episode is ${status._tag}`)
  problems.push(...crashes)
  for (const { id, isClosed } of episode.steering.asides) {
    if (!isClosed) problems.push(`the aside ${id} is open`)
  }
  for (const { hasEnded, process } of listeners) {
    if (!hasEnded) problems.push(`${process.name} has not heard the end`)
  }
  return problems
}

/**
 * The frames that each listener stitched equal the manifest: every line from its first frame to its last,
 * in the order of the manifest. What a listener may lack are lines of an aside that another one asked for.
 */
const frames = ({ clips, episode, listeners }: Evidence): ReadonlyArray<string> => {
  const lines = episode?.timeline.lines ?? []
  const isShared = listeners.length > 1
  return listeners.flatMap(({ lostPlaces, process: { name }, stitched }) => {
    const problems = lostPlaces.map((place) => `${name}: the server does not know ${place}`)
    let next = 0
    for (const { chunks, from, line: id } of stitched) {
      const index = lines.findIndex((line) => line.id === id)
      // It was dropped after it was heard: not spoken to its end, or skipped by another listener.
      if (index === -1) continue
      const skipped = lines.slice(next, index)
      const missing = isShared ? skipped.filter(({ aside }) => aside === undefined) : skipped
      if (index < next) problems.push(`${name} heard ${id} again or out of order`)
      if (missing.length > 0) {
        problems.push(`${name} has not heard ${missing.map((line) => line.id).join(", ")}`)
      }
      next = index + 1
      const clip = lines[index]?.clip
      const bytes = clip && clips.get(clip.id)?.bytes
      if (from !== 0) problems.push(`${name} heard ${id} from frame ${from}`)
      else if (bytes === undefined || !Buffer.concat(chunks).equals(bytes)) {
        problems.push(`${name} heard other frames of ${id} than the manifest has`)
      }
    }
    return problems
  })
}
