import { Effect, Option, Result, Schema, Stream } from "effect"

/** Bytes are no tar archive, end too early, or have an entry that is not unpacked. */
export class TarUnreadable extends Schema.TaggedError<TarUnreadable>()("TarUnreadable", {
  detail: Schema.String
}) {}

/** Bytes of a file, in order. An empty file is one piece without bytes. */
export interface Piece {
  /** Relative; stays inside the folder that it is unpacked in. */
  readonly path: string
  readonly isFirst: boolean
  readonly bytes: Uint8Array
}

/**
 * The files of an archive; links and devices are refused. Memory is bounded by the size of a chunk.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export const files = <E, R>(
  archive: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Piece, E | TarUnreadable, R> =>
  archive.pipe(
    Stream.map(Option.some),
    // Not `onHalt`, which is called as well when the archive cannot be read.
    Stream.concat(Stream.succeed(Option.none())),
    Stream.mapAccum(
      () => nextHeader,
      (state, chunk) =>
        Option.match(chunk, {
          onNone: () => [state, state.at === "end" ? [] : [unreadable("it ends too early")]],
          onSome: (bytes) => read(state, bytes)
        })
    ),
    Stream.mapEffect(Effect.fromResult)
  )

type State =
  | { readonly at: "header"; readonly bytes: Uint8Array }
  | { readonly at: "content"; readonly entry: Entry; readonly done: number }
  | { readonly at: "end" }

/** What follows a header; only a file has a path. */
interface Entry {
  readonly path: Option.Option<string>
  readonly size: number
}

type Output = Result.Result<Piece, TarUnreadable>

const read = (before: State, chunk: Uint8Array): readonly [State, ReadonlyArray<Output>] => {
  const outputs: Array<Output> = []
  let state = before
  let rest = chunk
  while (rest.length > 0 && state.at !== "end") {
    const missing =
      state.at === "header" ? block - state.bytes.length : padded(state.entry) - state.done
    const taken = rest.subarray(0, missing)
    rest = rest.subarray(taken.length)
    const [next, output] =
      state.at === "header"
        ? readHeader(state.bytes, taken)
        : readContent(state.entry, state.done, taken)
    outputs.push(...output)
    state = next
  }
  return [state, outputs]
}

const readHeader = (
  before: Uint8Array,
  more: Uint8Array
): readonly [State, ReadonlyArray<Output>] => {
  const bytes = new Uint8Array([...before, ...more])
  if (bytes.length < block) return [{ at: "header", bytes }, []]
  // Two empty blocks end an archive; the first says enough.
  if (bytes.every((byte) => byte === 0)) return [{ at: "end" }, []]
  return Result.match(decodeHeader(bytes), {
    onFailure: (failure) => [{ at: "end" }, [Result.fail(failure)]],
    onSuccess: (entry) =>
      entry.size === 0
        ? [nextHeader, pieces(entry, 0, new Uint8Array(0))]
        : [{ at: "content", entry, done: 0 }, []]
  })
}

const readContent = (
  entry: Entry,
  done: number,
  more: Uint8Array
): readonly [State, ReadonlyArray<Output>] => {
  const after = done + more.length
  const bytes = more.subarray(0, Math.max(0, entry.size - done))
  return [
    after === padded(entry) ? nextHeader : { at: "content", entry, done: after },
    bytes.length === 0 ? [] : pieces(entry, done, bytes)
  ]
}

const pieces = ({ path }: Entry, done: number, bytes: Uint8Array): ReadonlyArray<Output> =>
  Option.toArray(path).map((path) => Result.succeed({ path, isFirst: done === 0, bytes }))

const decodeHeader = (bytes: Uint8Array): Result.Result<Entry, TarUnreadable> => {
  const text = (start: number, length: number) =>
    new TextDecoder().decode(bytes.subarray(start, start + length)).replace(/\0[^]*$/, "")
  const number = (start: number, length: number) => Number.parseInt(text(start, length).trim(), 8)
  const sum = bytes.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  const size = number(124, 12)
  if (number(148, 8) !== sum || !Number.isSafeInteger(size)) {
    return unreadable("a header of it is damaged")
  }
  const kind = text(156, 1)
  // GNU tar, whose magic has a space here, has no prefix.
  const prefix = text(257, 6) === "ustar" ? text(345, 155) : ""
  const name = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`
  // Folders come with their files; extended headers say nothing about files with short names.
  if (["5", "x", "g"].includes(kind)) return Result.succeed({ path: Option.none(), size })
  const path = name.replace(/^\.\//, "")
  return ["", "0"].includes(kind) && isInside(path)
    ? Result.succeed({ path: Option.some(path), size })
    : unreadable(`${JSON.stringify(name)} is not unpacked`)
}

/** Backslashes and colons would lead elsewhere on Windows. */
const isInside = (path: string) =>
  !/[\\:]/.test(path) && !path.split("/").some((part) => ["", ".", ".."].includes(part))

const unreadable = (detail: string) => Result.fail(new TarUnreadable({ detail }))

const block = 512

/** Content is filled up to whole blocks. */
const padded = ({ size }: Entry) => Math.ceil(size / block) * block

const nextHeader: State = { at: "header", bytes: new Uint8Array(0) }
