import { fileURLToPath } from "node:url"
import { Context, Effect, FileSystem, Layer, PubSub, Ref, Schedule, Schema, Stream } from "effect"
import { Lexicon } from "../relevance/Lexicon.ts"
import * as TopicQuery from "../relevance/TopicQuery.ts"
import { Extractor } from "./Extractor.ts"
import { emptySnapshot, type FolderSnapshot, readFolder } from "./LibraryFolder.ts"
import type { LibraryDocument, LibraryProblem, LibraryTopic } from "./LibraryTopic.ts"
import { rank } from "./DocumentRanking.ts"

export class DocumentNotFound extends Schema.TaggedError<DocumentNotFound>()(
  "DocumentNotFound",
  { topic: Schema.String, file: Schema.String },
  { httpApiStatus: 404 }
) {}

/**
 * The documents that ship with the project and those in the user's own folder. A file that is added
 * there becomes a topic within two seconds; one that is removed disappears as fast.
 */
export class Library extends Context.Service<
  Library,
  {
    /** The topics, newest first. */
    readonly entries: Effect.Effect<ReadonlyArray<LibraryTopic>>
    /** Files that were left out, and why. */
    readonly problems: Effect.Effect<ReadonlyArray<LibraryProblem>>
    /** Emits after changes of `entries` or `problems`; a new subscriber gets the latest one. Changes may be merged. */
    readonly changes: Stream.Stream<void>
    document(topic: string, file: string): Effect.Effect<LibraryDocument, DocumentNotFound>
    /** Documents that mention a topic, best first. */
    search(query: string, limit: number): Effect.Effect<ReadonlyArray<LibraryDocument>>
  }
>()("@aethercast/agents/sources/Library") {
  /**
   * The first of `folders` is read before the layer is built, the others right after. A topic of a
   * later folder replaces one with the same id of an earlier folder.
   */
  static readonly layer = (options: { readonly folders: ReadonlyArray<string> }) =>
    Layer.effect(
      Library,
      Effect.gen(function* () {
        const lexicon = yield* Lexicon
        const changed = yield* PubSub.sliding<void>({ capacity: 1, replay: 1 })
        const folders = yield* Effect.forEach(options.folders, (path) =>
          Effect.map(Ref.make(emptySnapshot), (snapshot) => ({ path, snapshot }))
        )
        const refresh = Effect.fnUntraced(function* ({ path, snapshot }: WatchedFolder) {
          const before = yield* Ref.get(snapshot)
          const after = yield* readFolder(path, before)
          if (versionOf(before) === versionOf(after)) return
          yield* Ref.set(snapshot, after)
          const known = new Set(before.problems.map(warningOf))
          const warnings = after.problems.map(warningOf).filter((warning) => !known.has(warning))
          yield* Effect.forEach(warnings, (text) => Effect.logWarning(text), { discard: true })
          yield* PubSub.publish(changed, undefined)
        })

        yield* Effect.forEach(folders.slice(0, 1), refresh)
        yield* Effect.forEach(folders, (folder) =>
          refreshTimes(folder.path).pipe(
            Stream.runForEach(() => Effect.ignoreCause(refresh(folder), { log: true })),
            Effect.forkScoped
          )
        )

        const snapshots = Effect.forEach(folders, ({ snapshot }) => Ref.get(snapshot))
        const entries = Effect.map(snapshots, (all) => {
          const byId = new Map(
            all.flatMap(({ topics }) => topics).map((topic) => [topic.id, topic])
          )
          return [...byId.values()].toSorted(newestFirst)
        })
        const documents = Effect.map(entries, (topics) =>
          topics.flatMap((topic) => topic.documents)
        )

        return Library.of({
          entries,
          problems: Effect.map(snapshots, (all) => all.flatMap(({ problems }) => problems)),
          changes: Stream.fromPubSub(changed),
          document: Effect.fn("Library.document")(function* (topic, file) {
            const all = yield* documents
            const found = all.find((document) => document.topic === topic && document.file === file)
            return found ?? (yield* new DocumentNotFound({ topic, file }))
          }),
          search: (query, limit) =>
            Effect.flatMap(documents, (all) =>
              rank(TopicQuery.make(lexicon, query), all, ({ words }) => words, limit)
            )
        })
      })
    ).pipe(Layer.provide([Extractor.layer, Lexicon.layer]))
}

/** The folder of documents that ships with the project. */
export const shippedLibrary = fileURLToPath(new URL("../../library", import.meta.url))

interface WatchedFolder {
  readonly path: string
  readonly snapshot: Ref.Ref<FolderSnapshot>
}

/** When to read a folder again: shortly after the system reports a change, and every two seconds. */
const refreshTimes = (folder: string) =>
  Stream.unwrap(
    FileSystem.FileSystem.useSync(({ watch }) =>
      watch(folder).pipe(
        // When the system has no watches left, `watch` dies instead of failing.
        Stream.catchCause(() => Stream.empty),
        Stream.repeat(Schedule.spaced("10 seconds")),
        Stream.merge(Stream.tick("2 seconds")),
        Stream.map(() => undefined),
        Stream.buffer({ capacity: 1, strategy: "sliding" }),
        // A change is often reported before the file is completely written.
        Stream.tap(() => Effect.sleep("100 millis"))
      )
    )
  )

const versionOf = ({ files, problems }: FolderSnapshot): string =>
  [...files.keys(), ...problems.map(warningOf)].join("\n")

const warningOf = ({ path, reason }: LibraryProblem): string =>
  `The library leaves out ${path}: ${reason}`

const newestFirst = (left: LibraryTopic, right: LibraryTopic): number =>
  Number(right.publishedAt.epochMilliseconds) - Number(left.publishedAt.epochMilliseconds) ||
  (left.id < right.id ? -1 : 1)
