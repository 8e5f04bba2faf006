import type * as Wasm from "./Wasm.ts"

/** The outcome of a program: exit code, content of its file, stdout and stderr as text. */
export interface Outcome {
  readonly code: number
  readonly file: Uint8Array
  readonly log: string
}

/** A program instance, which can be run once. */
export type Command = (args: ReadonlyArray<string>) => Outcome

/**
 * Instantiates a WASI command that writes one file. The program has no input, no environment, and a
 * clock that stands still, so that equal arguments give equal bytes.
 *
 * Instantiation takes long, since it initializes the memory: do it before the command is needed.
 */
export const prepare = (module: Wasm.Module): Command => {
  let argv: ReadonlyArray<Uint8Array> = []
  const file: Array<Uint8Array> = []
  const log: Array<Uint8Array> = []

  const bytes = (at: number, length: number) => new Uint8Array(memory.buffer, at, length)
  const setByte = (at: number, value: number) => new DataView(memory.buffer).setUint8(at, value)
  const word = (at: number) => new DataView(memory.buffer).getUint32(at, true)
  const setWord = (at: number, value: number) =>
    new DataView(memory.buffer).setUint32(at, value, true)
  const setLong = (at: number, value: bigint) =>
    new DataView(memory.buffer).setBigUint64(at, value, true)

  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: {
      args_sizes_get(count: number, size: number) {
        setWord(count, argv.length)
        setWord(size, Buffer.concat(argv).length)
        return success
      },
      args_get(pointers: number, buffer: number) {
        let at = buffer
        for (const [index, arg] of argv.entries()) {
          setWord(pointers + 4 * index, at)
          bytes(at, arg.length).set(arg)
          at += arg.length
        }
        return success
      },
      clock_time_get(_clock: number, _precision: bigint, time: number) {
        setLong(time, 0n)
        return success
      },
      fd_prestat_get(fd: number, prestat: number) {
        if (fd !== rootFd) return badFd
        setWord(prestat, 0)
        setWord(prestat + 4, 1)
        return success
      },
      fd_prestat_dir_name(_fd: number, path: number) {
        setByte(path, "/".charCodeAt(0))
        return success
      },
      fd_fdstat_get(fd: number, stat: number) {
        setLong(stat, fd === rootFd ? directory : fd === fileFd ? regularFile : device)
        setLong(stat + 8, everyRight)
        setLong(stat + 16, everyRight)
        return success
      },
      path_open(
        _fd: number,
        _lookup: number,
        _path: number,
        _length: number,
        flags: number,
        _rights: bigint,
        _inheriting: bigint,
        _fdFlags: number,
        opened: number
      ) {
        if ((flags & create) === 0) return noEntry
        setWord(opened, fileFd)
        return success
      },
      fd_write(fd: number, vectors: number, count: number, written: number) {
        let total = 0
        for (let vector = vectors; vector < vectors + 8 * count; vector += 8) {
          const part = bytes(word(vector), word(vector + 4)).slice()
          ;(fd === fileFd ? file : log).push(part)
          total += part.length
        }
        setWord(written, total)
        return success
      },
      proc_exit(code: number) {
        throw new Exit(code)
      },
      fd_close: () => success,
      fd_fdstat_set_flags: () => success,
      fd_read: () => badFd,
      fd_seek: () => notSeekable
    }
  })

  const memory = memoryOf(instance)

  return (args) => {
    argv = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
    const code = exitCode(instance)
    return { code, file: Buffer.concat(file), log: Buffer.concat(log).toString() }
  }
}

const memoryOf = ({ exports: { memory } }: WebAssembly.Instance): WebAssembly.Memory => {
  if (memory instanceof WebAssembly.Memory) return memory
  throw new TypeError("not a WASI command: it exports no memory")
}

const exitCode = ({ exports: { _start } }: WebAssembly.Instance): number => {
  if (typeof _start !== "function") throw new TypeError("not a WASI command: it exports no _start")
  try {
    _start()
    return 0
  } catch (error) {
    if (error instanceof Exit) return error.code
    throw error
  }
}

class Exit extends Error {
  readonly code: number

  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

// wasi_snapshot_preview1: errno
const success = 0
const badFd = 8
const noEntry = 44
const notSeekable = 70

// filetype, oflags and rights
const device = 2n
const directory = 3n
const regularFile = 4n
const create = 1
const everyRight = 0x1fffffffn

// File descriptors besides stdin, stdout and stderr
const rootFd = 3
const fileFd = 4
