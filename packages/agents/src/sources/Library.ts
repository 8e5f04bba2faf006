import { fileURLToPath } from "node:url"
import { Context, Effect, FileSystem, Layer, PubSub, Ref, Schedule, Schema, Stream } from "effect"
import { Extractor } from "./Extractor.ts"
import { emptyShelf, readShelf, type Shelf } from "./LibraryFolder.ts"
import type { LibraryDocument, LibraryProblem, LibraryTopic } from "./LibraryTopic.ts"
import { rank } from "./DocumentRanking.ts"

export class DocumentNotFound extends Schema.TaggedError<DocumentNotFound>()(
  "DocumentNotFound",
  { topic: Schema.String, file: Schema.String },
  { httpApiStatus: 404 }
) {}

/**
 * The documents that ship with the project and those that the user drops into a folder of their
 * own. A file dropped there is a topic within two seconds, and a file taken away is gone as soon.
 */
export class Library extends Context.Service<
  Library,
  {
    /** The topics, newest first. */
    readonly entries: Effect.Effect<ReadonlyArray<LibraryTopic>>
    /** Files that were left out, and why. */
    readonly problems: Effect.Effect<ReadonlyArray<LibraryProblem>>
    /** An element after each change of `entries` or `problems`, the latest also for latecomers; several changes may come as one. */
    readonly changes: Stream.Stream<void>
    document(topic: string, file: string): Effect.Effect<LibraryDocument, DocumentNotFound>
    /** Documents that match words, best first. */
    search(query: string, limit: number): Effect.Effect<ReadonlyArray<LibraryDocument>>
  }
>()("@aethercast/agents/sources/Library") {
  /**
   * The first of `folders` is read before the service is there, the others right after. A topic of
   * a later folder hides that of the same id in an earlier one.
   */
  static readonly layer = (options: { readonly folders: ReadonlyArray<string> }) =>
    Layer.effect(
      Library,
      Effect.gen(function* () {
        const changed = yield* PubSub.sliding<void>({ capacity: 1, replay: 1 })
        const shelves = yield* Effect.forEach(options.folders, (folder) =>
          Effect.map(Ref.make(emptyShelf), (shelf) => ({ folder, shelf }))
        )
        const refresh = Effect.fnUntraced(function* ({ folder, shelf }: Kept) {
          const before = yield* Ref.get(shelf)
          const after = yield* readShelf(folder, before)
          if (stampOf(before) === stampOf(after)) return
          yield* Ref.set(shelf, after)
          const known = new Set(before.problems.map(lineOf))
          const warnings = after.problems.map(lineOf).filter((line) => !known.has(line))
          yield* Effect.forEach(warnings, (line) => Effect.logWarning(line), { discard: true })
          yield* PubSub.publish(changed, undefined)
        })

        yield* Effect.forEach(shelves.slice(0, 1), refresh)
        yield* Effect.forEach(shelves, (kept) =>
          looks(kept.folder).pipe(
            Stream.runForEach(() => Effect.ignoreCause(refresh(kept), { log: true })),
            Effect.forkScoped
          )
        )

        const entries = Effect.map(
          Effect.forEach(shelves, ({ shelf }) => Ref.get(shelf)),
          (all) => {
            const byId = new Map(
              all.flatMap(({ topics }) => topics).map((topic) => [topic.id, topic])
            )
            return [...byId.values()].toSorted(newestFirst)
          }
        )
        const documents = Effect.map(entries, (topics) =>
          topics.flatMap((topic) => topic.documents)
        )

        return Library.of({
          entries,
          problems: Effect.map(
            Effect.forEach(shelves, ({ shelf }) => Ref.get(shelf)),
            (all) => all.flatMap(({ problems }) => problems)
          ),
          changes: Stream.fromPubSub(changed),
          document: Effect.fn("Library.document")(function* (topic, file) {
            const all = yield* documents
            const found = all.find((document) => document.topic === topic && document.file === file)
            return found ?? (yield* new DocumentNotFound({ topic, file }))
          }),
          search: (query, limit) =>
            Effect.map(documents, (all) => rank(query, all, ({ words }) => words, limit))
        })
      })
    ).pipe(Layer.provide(Extractor.layer))
}

/** The folder of documents that ships with the project. */
export const shippedLibrary = fileURLToPath(new URL("../../library", import.meta.url))

interface Kept {
  readonly folder: string
  readonly shelf: Ref.Ref<Shelf>
}

/** When to look at a folder again: soon after the system tells of a change, and every two seconds. */
const looks = (folder: string) =>
  Stream.unwrap(
    FileSystem.FileSystem.useSync(({ watch }) =>
      watch(folder).pipe(
        // Where the system has no more watches to give, watching dies instead of failing.
        Stream.catchCause(() => Stream.empty),
        Stream.repeat(Schedule.spaced("10 seconds")),
        Stream.merge(Stream.tick("2 seconds")),
        Stream.map(() => undefined),
        Stream.buffer({ capacity: 1, strategy: "sliding" }),
        // A file is often told of before it is written out.
        Stream.tap(() => Effect.sleep("100 millis"))
      )
    )
  )

const stampOf = ({ holdings, problems }: Shelf): string =>
  [...holdings.keys(), ...problems.map(lineOf)].join("\n")

const lineOf = ({ path, reason }: LibraryProblem): string =>
  `The library leaves out ${path}: ${reason}`

const newestFirst = (left: LibraryTopic, right: LibraryTopic): number =>
  Number(right.publishedAt.epochMilliseconds) - Number(left.publishedAt.epochMilliseconds) ||
  (left.id < right.id ? -1 : 1)
