import { RunQueue } from "@aethercast/cluster/RunQueue"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { Clip, type ClipId, frameBytes } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { empty } from "@aethercast/domain/Timeline"
import { Effect, Layer, Option, Stream } from "effect"
import { blobIdOf, type BlobId } from "@aethercast/agents/store/Blobs"
import { ClipMissing, Clips } from "@aethercast/agents/store/Clips"
import { Episodes, EpisodeTakenOver } from "@aethercast/agents/store/Episodes"
import { type Material, Materials } from "@aethercast/agents/store/Materials"
import type { Database } from "../../../cluster/test/simulation/Database.ts"
import type { Process } from "../../../cluster/test/simulation/Process.ts"
import type { Mutation } from "./Mutation.ts"

interface EpisodeRow {
  /** After all events. */
  current: Episode
  readonly events: Array<{ readonly event: EpisodeState.Change; readonly writer: string }>
}

/** The tables of the product in memory, by the rules of the statements on them. */
export class EpisodeStores {
  readonly episodes = new Map<EpisodeId, EpisodeRow>()
  readonly clips = new Map<ClipId, { readonly clip: Clip; readonly bytes: Uint8Array }>()
  private readonly materials = new Map<BlobId, Material>()
  private readonly resting = new Set<string>()
  /** By run, the node that last executed or resumed it. */
  private readonly owners = new Map<string, symbol>()
  private readonly mutation: Mutation | undefined

  constructor(mutation: Mutation | undefined) {
    this.mutation = mutation
  }

  /** The episode as it is stored. */
  find(id: EpisodeId): Option.Option<Episode> {
    return Option.map(Option.fromUndefinedOr(this.episodes.get(id)), ({ current }) => current)
  }

  layer(database: Database, process: Process) {
    const statement = <A>(run: () => A) => database.persist(process, run)
    return Layer.mergeAll(
      this.episodesLayer(statement, process),
      this.clipsLayer(statement),
      this.materialsLayer(statement),
      this.queueLayer(statement)
    )
  }

  private episodesLayer(statement: <A>(run: () => A) => Effect.Effect<A>, process: Process) {
    const append = (
      id: EpisodeId,
      { events, version, writer }: Parameters<Episodes["Service"]["append"]>[1]
    ) => {
      const row = this.episodes.get(id)
      if (row === undefined) return "missing"
      const added = events.filter((_, index) => {
        // A statement that is repeated because its answer was lost finds its own rows.
        return row.events[version + index - 1]?.writer !== writer
      })
      const first = version + events.length - added.length
      if (row.events.length !== first - 1) return "taken"
      row.events.push(...added.map((event) => ({ event, writer })))
      row.current = added.reduce(EpisodeState.advance, row.current)
      return "stored"
    }
    return Layer.succeed(
      Episodes,
      Episodes.of({
        find: (id) =>
          statement(() =>
            Option.map(this.find(id), (episode) => ({
              episode,
              version: this.episodes.get(id)?.events.length ?? 0
            }))
          ),
        head: (id) =>
          statement(() =>
            Option.map(this.find(id), (episode) => new Episode({ ...episode, timeline: empty }))
          ),
        open: (episode) =>
          statement(() => {
            if (!this.episodes.has(episode.id)) {
              this.episodes.set(episode.id, { current: episode, events: [] })
            }
          }),
        remove: (id) => statement(() => void this.episodes.delete(id)),
        append: ({ id }, changes) => {
          const storing = Effect.gen(function* () {
            const outcome = yield* statement(() => append(id, changes))
            if (outcome === "missing") return yield* Effect.die(`There is no episode ${id}`)
            if (outcome === "taken") {
              return yield* Effect.die(new EpisodeTakenOver({ episodeId: id }))
            }
          })
          return this.mutation === "acknowledges before storing"
            ? Effect.sync(() => void process.fork(Effect.delay(storing, 500)))
            : storing
        }
      })
    )
  }

  private clipsLayer(statement: <A>(run: () => A) => Effect.Effect<A>) {
    const { clips } = this
    return Layer.succeed(
      Clips,
      Clips.of({
        find: (id) =>
          this.mutation === "speaks differently each time"
            ? Effect.succeedNone
            : statement(() =>
                Option.map(Option.fromUndefinedOr(clips.get(id)), ({ clip }) => clip)
              ),
        save: (id, bytes) =>
          statement(() => {
            const known = clips.get(id)
            const replaces = this.mutation === "speaks differently each time"
            if (known !== undefined && !replaces) return known.clip
            const clip = new Clip({
              id,
              sha256: blobIdOf(bytes),
              frames: bytes.length / frameBytes
            })
            clips.set(id, { clip, bytes })
            return clip
          }),
        bytes: ({ id, sha256 }) =>
          statement(() => clips.get(id)?.bytes).pipe(
            Effect.filterOrFail(
              (bytes) => bytes !== undefined,
              () => new ClipMissing({ sha256 })
            )
          )
      })
    )
  }

  private materialsLayer(statement: <A>(run: () => A) => Effect.Effect<A>) {
    return Layer.succeed(
      Materials,
      Materials.of({
        save: (material) =>
          statement(() => {
            const id = blobIdOf(Buffer.from(material.sources.map(({ url }) => url).join("\n")))
            this.materials.set(id, material)
            return id
          }),
        load: (id) =>
          Effect.flatMap(
            statement(() => this.materials.get(id)),
            (material) => Effect.orDie(Effect.fromNullishOr(material))
          )
      })
    )
  }

  /** Every run has its turn at once, but not while it rests. */
  private queueLayer(statement: <A>(run: () => A) => Effect.Effect<A>) {
    const { owners, resting } = this
    const node = Symbol("node")
    const own = (workflowId: string) => statement(() => void owners.set(workflowId, node))
    const awaitTurn = (workflowId: string): Effect.Effect<void> =>
      Effect.flatMap(
        statement(() => resting.has(workflowId)),
        (isResting) =>
          isResting ? Effect.andThen(Effect.sleep(500), awaitTurn(workflowId)) : Effect.void
      )
    return Layer.succeed(
      RunQueue,
      RunQueue.of({
        enter: Effect.flatMap(WorkflowRun, ({ workflowId }) =>
          Effect.andThen(own(workflowId), awaitTurn(workflowId))
        ),
        started: () => Effect.void,
        rest: (workflowId) =>
          statement(() => {
            if (owners.get(workflowId) === node) resting.add(workflowId)
          }),
        resume: (workflowId) =>
          this.mutation === "does not resume"
            ? Effect.void
            : statement(() => {
                owners.set(workflowId, node)
                resting.delete(workflowId)
              }),
        leave: (workflowId) => statement(() => void resting.delete(workflowId)),
        waiting: Effect.succeed([]),
        changes: Stream.concat(Stream.make([]), Stream.never)
      })
    )
  }
}
