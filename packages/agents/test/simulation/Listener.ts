import { type EpisodeActor, EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { cursorAfter, type AudioChunk } from "@aethercast/domain/AudioChunk"
import { frameBytes, frameMillis } from "@aethercast/domain/Clip"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as HeardSpans from "@aethercast/domain/HeardSpans"
import {
  CommandId,
  type SteeringCommand,
  type SteeringOutcome,
  wordlessKinds
} from "@aethercast/domain/SteeringCommand"
import { Cursor, type LineId } from "@aethercast/domain/Timeline"
import { type EngineError, retryEngine } from "@aethercast/cluster/EngineRetry"
import { Clock, Effect } from "effect"
import type { Process } from "../../../cluster/test/simulation/Process.ts"
import { RequestLost, type Requests } from "../../../cluster/test/simulation/Requests.ts"
import type { World } from "../../../cluster/test/simulation/World.ts"
import type { SimulatedNode } from "./SimulatedNode.ts"

/** Consecutive frames of a line, as a listener got them. */
export interface Stitched {
  readonly line: LineId
  readonly from: number
  readonly chunks: Array<Uint8Array>
}

/** A command as its listener meant it, with every answer that came. */
export interface GivenCommand {
  readonly command: SteeringCommand
  readonly answers: Array<SteeringOutcome>
}

/** A browser: it plays an episode from the start, asks any node for what comes next, and steers by chance. */
export class Listener {
  readonly process: Process
  readonly stitched: Array<Stitched> = []
  readonly commands: Array<GivenCommand> = []
  /** What must not happen: the server did not know a place that it had sent. */
  readonly lostPlaces: Array<string> = []
  hasEnded = false
  private readonly world: World
  private readonly requests: Requests
  private readonly nodes: ReadonlyArray<SimulatedNode>
  private readonly episodeId: EpisodeId
  private readonly options: ListenerOptions
  private node: SimulatedNode
  private heard: HeardSpans.HeardSpans = []
  private cursor: Cursor | undefined

  constructor(
    world: World,
    requests: Requests,
    nodes: ReadonlyArray<SimulatedNode>,
    episodeId: EpisodeId,
    options: ListenerOptions
  ) {
    this.world = world
    this.requests = requests
    this.nodes = nodes
    this.episodeId = episodeId
    this.options = options
    this.process = world.start(options.name)
    this.node = world.random.pick(nodes)
  }

  start(): void {
    this.process.fork(
      Effect.delay(
        Effect.all([this.listen(), this.steer()], { concurrency: 2, discard: true }),
        this.options.startsAfter
      )
    )
  }

  /** Repeats a request, at another node each time, until an answer comes. */
  ask<A, E>(work: (node: SimulatedNode) => Effect.Effect<A, E | RequestLost>): Effect.Effect<A, E> {
    return Effect.suspend(() => work(this.node)).pipe(
      Effect.catchIf(
        (error): error is RequestLost => error instanceof RequestLost,
        () =>
          Effect.suspend(() => {
            this.node = this.world.random.pick(this.nodes)
            return Effect.andThen(Effect.sleep(250), this.ask(work))
          })
      )
    )
  }

  private send<A, E>(
    work: (actor: EpisodeActor) => Effect.Effect<A, E>
  ): Effect.Effect<A, Exclude<E, EngineError>> {
    return this.ask((node) => node.serve(this.requests, this.process, this.toActor(work)))
  }

  /** As a page server does it. */
  private toActor<A, E>(work: (actor: EpisodeActor) => Effect.Effect<A, E>) {
    return Effect.gen({ self: this }, function* () {
      const client = yield* EpisodeEntity.client
      const actor = client(yield* EpisodeWorkflow.entityIdOf(workflowIdOf(this.episodeId)))
      return yield* retryEngine(work(actor))
    })
  }

  private listen() {
    return Effect.gen({ self: this }, function* () {
      while (!this.hasEnded) {
        const from = this.cursor
        const polled = yield* this.send((actor) =>
          actor.PollAudio({
            episodeId: this.episodeId,
            listener: this.options.name,
            download: false,
            ...(from !== undefined && { from })
          })
        ).pipe(
          Effect.catchTags({
            EpisodeNotFound: () => Effect.as(Effect.sleep(300), nothing),
            ImpossiblePosition: () =>
              Effect.sync(() => {
                this.lostPlaces.push(`${from?.line} at ${from?.frame}`)
                return { chunks: [], ended: true }
              })
          })
        )
        for (const chunk of polled.chunks) yield* this.play(chunk)
        this.hasEnded = polled.ended
      }
    })
  }

  private play(chunk: AudioChunk) {
    return Effect.gen({ self: this }, function* () {
      const { bytes, frame, line } = chunk
      const last = this.stitched.at(-1)
      const isNext = last?.line === line && last.from + framesIn(last.chunks) === frame
      if (last !== undefined && isNext) last.chunks.push(bytes)
      else this.stitched.push({ line, from: frame, chunks: [bytes] })
      const after = cursorAfter(chunk)
      this.cursor = after
      yield* this.report(new Cursor({ line, frame }))
      yield* Effect.sleep((bytes.length / frameBytes) * frameMillis)
      this.heard = HeardSpans.add(this.heard, { line, from: frame, to: after.frame })
    })
  }

  /** A page has one connection, which keeps the order: the time is that at which its server gets it. */
  private report(cursor: Cursor) {
    const { episodeId } = this
    return Clock.currentTimeMillis.pipe(
      Effect.flatMap((at) =>
        this.node.serve(
          this.requests,
          this.process,
          this.toActor((actor) =>
            actor.ReportPosition({
              episodeId,
              cursor: this.options.isAtStart === true ? (this.firstCursor ?? cursor) : cursor,
              isPlaying: this.options.isAtStart !== true,
              at
            })
          )
        )
      ),
      Effect.ignore
    )
  }

  private get firstCursor(): Cursor | undefined {
    const [first] = this.stitched
    return first && new Cursor({ line: first.line, frame: 0 })
  }

  private steer() {
    const { random } = this.world
    return Effect.gen({ self: this }, function* () {
      for (let count = 0; count < this.options.commands; count++) {
        yield* Effect.sleep(500 + random.int(10_000))
        if (this.hasEnded) return
        const id = `${this.options.name}-command-${count}`
        const cursor = this.cursor
        const kind = random.pick(kinds)
        const at = cursor === undefined ? {} : { cursor }
        const command: SteeringCommand =
          kind === "question"
            ? { id: CommandId.make(id), kind, words: `Why is that, ${count}?`, ...at }
            : { id: CommandId.make(id), kind, ...at }
        const given: GivenCommand = { command, answers: [] }
        this.commands.push(given)
        // An impatient listener's page sends it again although it was answered.
        for (let times = random.oneIn(3) ? 2 : 1; times > 0; times--) {
          let attempt = 0
          const { episodeId } = this
          const outcome = yield* Effect.suspend(() =>
            this.send((actor) =>
              actor.Steer({
                episodeId,
                command:
                  this.options.renamesRepeats === true
                    ? { ...command, id: CommandId.make(`${id}-${attempt++}`) }
                    : command,
                heard: this.heard
              })
            )
          ).pipe(Effect.option)
          if (outcome._tag === "Some") given.answers.push(outcome.value)
        }
      }
    })
  }
}

interface ListenerOptions {
  readonly name: string
  /** Milliseconds. */
  readonly startsAfter: number
  /** How many commands it gives, at most. */
  readonly commands: number
  /** Mutation: it reports to be at the first frame all the time. */
  readonly isAtStart?: boolean
  /** Mutation: a command that is repeated has another id. */
  readonly renamesRepeats?: boolean
}

const framesIn = (chunks: ReadonlyArray<Uint8Array>) =>
  chunks.reduce((sum, { length }) => sum + length / frameBytes, 0)

const nothing: { readonly chunks: ReadonlyArray<AudioChunk>; readonly ended: boolean } = {
  chunks: [],
  ended: false
}

const kinds = [...wordlessKinds, "question"] as const
