import { Array, DateTime, Effect, FileSystem, Option, Order, Path, Result } from "effect"
import type { PlatformError } from "effect/PlatformError"
import type { TopicId } from "@aethercast/domain/Topic"
import {
  type FileContent,
  type LibraryFile,
  maxBytesOf,
  readLibraryFile,
  titleFromName,
  UnusableFile
} from "./LibraryFile.ts"
import type { LibraryProblem, LibraryTopic } from "./LibraryTopic.ts"
import { topicSlug } from "./TopicSlug.ts"

/** A library folder at one moment. */
export interface FolderSnapshot {
  readonly topics: ReadonlyArray<LibraryTopic>
  readonly problems: ReadonlyArray<LibraryProblem>
  /** Content by path and version: the next snapshot reads only files that changed. */
  readonly files: ReadonlyMap<string, Result.Result<FileContent, LibraryProblem>>
}

export const emptySnapshot: FolderSnapshot = { topics: [], problems: [], files: new Map() }

/**
 * Reads a library folder: each sub-folder is a topic, and so is each document in the folder itself.
 * At most 200 topics of 32 documents and 64 MB in total. Unusable or excess files are problems of the
 * snapshot and never an error; names that begin with a dot are ignored.
 */
export const readFolder = Effect.fnUntraced(function* (folder: string, before: FolderSnapshot) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* Effect.option(fs.realPath(folder))
  if (Option.isNone(root)) {
    return { ...emptySnapshot, problems: [{ path: folder, reason: "there is no such folder" }] }
  }
  const { listed, problems } = yield* listLibrary(root.value)

  const files = new Map<string, Result.Result<FileContent, LibraryProblem>>()
  const read: Array<ReadFile> = []
  const excess: Array<LibraryProblem> = []
  let bytesLeft = maxLibraryBytes
  for (const entry of listed) {
    const { file, path } = entry
    bytesLeft -= file.size <= maxBytesOf(file.name) ? file.size : 0
    if (bytesLeft < 0) {
      excess.push({ path, reason: "the library is full (64 MB)" })
      continue
    }
    const key = `${path} ${file.version}`
    const content =
      before.files.get(key) ??
      (yield* Effect.result(
        Effect.mapError(readLibraryFile(file), ({ reason }) => ({ path, reason }))
      ))
    files.set(key, content)
    if (Result.isSuccess(content)) read.push({ ...entry, content: content.success })
  }

  const unreadable = Array.getFailures([...files.values()])
  return { topics: toTopics(read), problems: [...problems, ...unreadable, ...excess], files }
})

const maxLibraryBytes = 64 * 1024 * 1024
const maxTopics = 200
const maxDocuments = 32

/** A file of the library; `path` is relative to the library's folder. */
interface ListedFile {
  /** Names the topic: the sub-folder, or the file itself. */
  readonly group: string
  readonly isTopLevel: boolean
  readonly path: string
  readonly file: LibraryFile
}

interface ReadFile extends ListedFile {
  readonly content: FileContent
}

interface Listing {
  readonly listed: ReadonlyArray<ListedFile>
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
          listed: [{ group, isTopLevel: true, path: name, file: entry.file }],
          problems: []
        })
      }
      return Effect.map(listDirectory(root, entry.file.path, maxDocuments + 1), (inner) => ({
        listed: inner.entries
          .filter(({ isDirectory }) => !isDirectory)
          .map(({ file }) => ({
            group: name,
            isTopLevel: false,
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
    listed: parts.flatMap(({ listed }) => listed),
    problems: [...top.problems, ...parts.flatMap(({ problems }) => problems)]
  }
})

type Paths = FileSystem.FileSystem | Path.Path

/** The entries of a directory in the order of their names; excess and unreadable ones are problems. */
const listDirectory = Effect.fnUntraced(function* (root: string, directory: string, limit: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const relative = (name: string) => path.relative(root, path.join(directory, name)) || "."
  const listed = yield* Effect.result(fs.readDirectoryEntries(directory))
  if (Result.isFailure(listed)) {
    return { entries: [], problems: [{ path: relative(""), reason: reasonOf(listed.failure) }] }
  }
  const names = Array.sort(
    listed.success.filter(({ name }) => !name.startsWith(".")),
    Order.mapInput(Order.String, ({ name }: FileSystem.DirectoryEntry) => name)
  )
  const [entries, problems] = yield* Effect.partition(names.slice(0, limit), (entry) =>
    Effect.mapError(inspect(root, directory, entry), (error) => ({
      path: relative(entry.name),
      reason: reasonOf(error)
    }))
  )
  const excess = names.length - limit
  return {
    entries,
    problems:
      excess > 0
        ? [
            ...problems,
            { path: relative(""), reason: `it has ${excess} entries more than are read` }
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
  const entry = path.join(directory, name)
  const real = type === "File" || type === "Directory" ? entry : yield* fs.realPath(entry)
  const relative = path.relative(root, real)
  if (relative === "" || relative.startsWith("..") || path.isAbsolute(relative)) {
    return yield* new UnusableFile({ reason: "it leads out of the folder" })
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

const reasonOf = (error: PlatformError | UnusableFile): string =>
  error._tag === "UnusableFile" ? error.reason : `it cannot be read (${error.reason._tag})`

const toTopics = (files: ReadonlyArray<ReadFile>): ReadonlyArray<LibraryTopic> => {
  const groups = Object.groupBy(
    files,
    ({ group, isTopLevel }) => `${isTopLevel ? "file" : "folder"} ${group}`
  )
  const taken = new Set<TopicId>()
  return Object.values(groups).flatMap((group = []): ReadonlyArray<LibraryTopic> => {
    const name = group[0]?.group ?? ""
    const plain = topicSlug(name)
    const id = taken.has(plain) ? topicSlug(name, group[0]?.path) : plain
    taken.add(id)
    const documents = group
      .flatMap(({ content }) =>
        content._tag === "Document" ? [{ ...content.document, topic: id }] : []
      )
      .slice(0, maxDocuments)
    const metadata = group.flatMap(({ content }) =>
      content._tag === "Metadata" ? [content.metadata] : []
    )[0]
    const [first] = documents
    if (first === undefined) return []
    const isTopLevel = group[0]?.isTopLevel ?? false
    return [
      {
        id,
        title: metadata?.title ?? (isTopLevel ? first.title.slice(0, 200) : titleFromName(name)),
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
