import { Array, DateTime, Effect, FileSystem, Option, Order, Path, Result } from "effect"
import type { PlatformError } from "effect/PlatformError"
import type { TopicId } from "@aethercast/domain/Topic"
import { maxDocumentBytes } from "./TextDecoding.ts"
import {
  type Holding,
  type LibraryFile,
  readLibraryFile,
  titleFromName,
  UnfitFile
} from "./LibraryFile.ts"
import type { LibraryProblem, LibraryTopic } from "./LibraryTopic.ts"
import { topicSlug } from "./TopicSlug.ts"

/** One reading of a folder. */
export interface Shelf {
  readonly topics: ReadonlyArray<LibraryTopic>
  readonly problems: ReadonlyArray<LibraryProblem>
  /** What each file held, by path and version: the next reading opens only what is new. */
  readonly holdings: ReadonlyMap<string, Result.Result<Holding, LibraryProblem>>
}

export const emptyShelf: Shelf = { topics: [], problems: [], holdings: new Map() }

/**
 * Reads a library folder: each sub-folder is a topic, and so is each document that lies in the
 * folder itself. At most 200 topics of 32 documents and 64 MB in all. What is bad or too much is a
 * problem of the shelf and never an error; names that begin with a dot are passed over.
 */
export const readShelf = Effect.fnUntraced(function* (folder: string, before: Shelf) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* Effect.option(fs.realPath(folder))
  if (Option.isNone(root)) {
    return { ...emptyShelf, problems: [{ path: folder, reason: "there is no such folder" }] }
  }
  const { placed, problems } = yield* listLibrary(root.value)

  const holdings = new Map<string, Result.Result<Holding, LibraryProblem>>()
  const found: Array<Found> = []
  const surplus: Array<LibraryProblem> = []
  let room = maxLibraryBytes
  for (const place of placed) {
    const { file, path } = place
    room -= file.size <= maxDocumentBytes ? file.size : 0
    if (room < 0) {
      surplus.push({ path, reason: "the library is full (64 MB)" })
      continue
    }
    const key = `${path} ${file.version}`
    const holding =
      before.holdings.get(key) ??
      (yield* Effect.result(
        Effect.mapError(readLibraryFile(file), ({ reason }) => ({ path, reason }))
      ))
    holdings.set(key, holding)
    if (Result.isSuccess(holding)) found.push({ ...place, holding: holding.success })
  }

  const unreadable = Array.getFailures([...holdings.values()])
  return { topics: toTopics(found), problems: [...problems, ...unreadable, ...surplus], holdings }
})

const maxLibraryBytes = 64 * 1024 * 1024
const maxTopics = 200
const maxDocuments = 32

/** A file with its place: `group` names its topic; `path` starts in the library's folder. */
interface Placed {
  readonly group: string
  readonly isLoose: boolean
  readonly path: string
  readonly file: LibraryFile
}

interface Found extends Placed {
  readonly holding: Holding
}

interface Listing {
  readonly placed: ReadonlyArray<Placed>
  readonly problems: ReadonlyArray<LibraryProblem>
}

const listLibrary = Effect.fnUntraced(function* (root: string) {
  const path = yield* Path.Path
  const top = yield* listDirectory(root, root, maxTopics)
  const parts = yield* Effect.forEach(
    top.entries,
    (entry): Effect.Effect<Listing, never, Paths> => {
      const { name } = entry.file
      if (!entry.isDirectory) {
        const group = path.parse(name).name
        return Effect.succeed({
          placed: [{ group, isLoose: true, path: name, file: entry.file }],
          problems: []
        })
      }
      return Effect.map(listDirectory(root, entry.file.path, maxDocuments + 1), (inner) => ({
        placed: inner.entries
          .filter(({ isDirectory }) => !isDirectory)
          .map(({ file }) => ({
            group: name,
            isLoose: false,
            path: path.join(name, file.name),
            file
          })),
        problems: [
          ...inner.problems,
          ...inner.entries
            .filter(({ isDirectory }) => isDirectory)
            .map(({ file }) => ({
              path: path.join(name, file.name),
              reason: "folders in a topic are not read"
            }))
        ]
      }))
    }
  )
  return {
    placed: parts.flatMap(({ placed }) => placed),
    problems: [...top.problems, ...parts.flatMap(({ problems }) => problems)]
  }
})

type Paths = FileSystem.FileSystem | Path.Path

/** The entries of a directory by name; problems for what cannot be looked at or is beyond `limit`. */
const listDirectory = Effect.fnUntraced(function* (root: string, directory: string, limit: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const place = (name: string) => path.relative(root, path.join(directory, name)) || "."
  const listed = yield* Effect.result(fs.readDirectoryEntries(directory))
  if (Result.isFailure(listed)) {
    return { entries: [], problems: [{ path: place(""), reason: reasonOf(listed.failure) }] }
  }
  const names = Array.sort(
    listed.success.filter(({ name }) => !name.startsWith(".")),
    Order.mapInput(Order.String, ({ name }: FileSystem.DirectoryEntry) => name)
  )
  const [entries, problems] = yield* Effect.partition(names.slice(0, limit), (entry) =>
    Effect.mapError(inspect(root, directory, entry), (error) => ({
      path: place(entry.name),
      reason: reasonOf(error)
    }))
  )
  const surplus = names.length - limit
  return {
    entries,
    problems:
      surplus > 0
        ? [
            ...problems,
            { path: place(""), reason: `it holds ${surplus} entries more than are read` }
          ]
        : problems
  }
})

/** Follows symbolic links, but never out of `root`. */
const inspect = Effect.fnUntraced(function* (
  root: string,
  directory: string,
  { name, type }: FileSystem.DirectoryEntry
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const place = path.join(directory, name)
  const real = type === "File" || type === "Directory" ? place : yield* fs.realPath(place)
  const inside = path.relative(root, real)
  if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside)) {
    return yield* new UnfitFile({ reason: "it leads out of the folder" })
  }
  const { mode, mtime, size, type: kind } = yield* fs.stat(real)
  const updatedAt = Option.match(mtime, {
    onNone: () => DateTime.makeUnsafe(0),
    onSome: DateTime.fromDateUnsafe
  })
  const version = `${size} ${mode} ${DateTime.formatIso(updatedAt)}`
  const isRegular = kind === "File"
  const file = { name, path: real, isRegular, size: Number(size), updatedAt, version }
  return { isDirectory: kind === "Directory", file }
})

const reasonOf = (error: PlatformError | UnfitFile): string =>
  error._tag === "UnfitFile" ? error.reason : `it cannot be read (${error.reason._tag})`

const toTopics = (found: ReadonlyArray<Found>): ReadonlyArray<LibraryTopic> => {
  const groups = Object.groupBy(
    found,
    ({ group, isLoose }) => `${isLoose ? "file" : "folder"} ${group}`
  )
  const taken = new Set<TopicId>()
  return Object.values(groups).flatMap((group = []): ReadonlyArray<LibraryTopic> => {
    const name = group[0]?.group ?? ""
    const plain = topicSlug(name)
    const id = taken.has(plain) ? topicSlug(name, group[0]?.path) : plain
    taken.add(id)
    const documents = group
      .flatMap(({ holding }) =>
        holding._tag === "Document" ? [{ ...holding.document, topic: id }] : []
      )
      .slice(0, maxDocuments)
    const metadata = group.flatMap(({ holding }) =>
      holding._tag === "Metadata" ? [holding.metadata] : []
    )[0]
    const [first] = documents
    if (first === undefined) return []
    const isLoose = group[0]?.isLoose ?? false
    return [
      {
        id,
        title: metadata?.title ?? (isLoose ? first.title.slice(0, 200) : titleFromName(name)),
        summary: metadata?.summary ?? first.summary,
        tags: metadata?.tags ?? [],
        publishedAt:
          metadata?.published ??
          documents.reduce(
            (newest, { updatedAt }) => DateTime.max(newest, updatedAt),
            first.updatedAt
          ),
        documents
      }
    ]
  })
}
