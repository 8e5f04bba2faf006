import { createServer } from "node:http"
import type { LookupFunction } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { passages, sourceId } from "@aethercast/agents/sources/Article"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { readAll, Reader } from "@aethercast/agents/sources/Reader"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Source } from "@aethercast/domain/Source"
import { Effect, Layer, Result } from "effect"
import { layouts } from "./extraction/Layouts.ts"
import { texts } from "./extraction/Texts.ts"
import { type Benchmark, distribution, distributionColumns, type Row } from "./Report.ts"

const pages = layouts.flatMap((layout) => texts.map((text) => layout.page(text)))

const sourcesOfTopic = 50
const answerMillis = 200
const limitMillis = 3000

/** How fast sources are read, and what that takes. */
export const harvest: Benchmark = {
  summary:
    "pages read per second on one core, 50 slow sources for one topic, memory over 10,000 pages",
  async run(say, { quick }) {
    const perSecond = await Effect.runPromise(Effect.scoped(processing(quick ? 200 : 1000)))
    say(`processing: ${perSecond.toFixed(1)} pages per second`)
    const waits: Array<number> = []
    for (let round = 1; round <= (quick ? 3 : 20); round++) {
      waits.push(await Effect.runPromise(Effect.scoped(topic)))
      say(`topic ${round}: ${waits.at(-1)?.toFixed(0)} ms`)
    }
    const memory = await Effect.runPromise(Effect.scoped(memoryOver(quick ? 2000 : 10_000, say)))
    const worst = Math.max(...waits)
    const missed = [
      ...(worst > limitMillis
        ? [`a topic took ${Math.round(worst)} ms, ${limitMillis} is the limit`]
        : []),
      ...(isFlat(memory) ? [] : ["memory grows with the pages"])
    ]
    return {
      name: "harvest",
      summary: `Reading of the ${pages.length} pages of the benchmark "extraction", from sites on this machine that each have a host of their own.`,
      sections: [
        {
          title: "processing",
          columns: ["pages per second"],
          rows: [{ label: "from bytes to passages, per core", cells: [perSecond] }],
          notes: [
            "By processor time of all threads: extraction in a worker, sentences, passages. Without network and cache."
          ]
        },
        {
          title: `${sourcesOfTopic} sources, ms`,
          columns: distributionColumns,
          rows: [distribution("for one topic", waits)],
          notes: [
            `Each site answers after ${answerMillis} ms, first for its robots.txt and then for its page. Limit: ${limitMillis}.`
          ]
        },
        {
          title: "memory after pages",
          columns: ["heap, MB", "resident, MB"],
          rows: memory,
          notes: [
            "JavaScript's heap after a collection. Every page is on a site of its own; the cache in memory holds the last 1,000."
          ]
        }
      ],
      ...(missed.length > 0 && { missed: `${missed.join("; ")}.` })
    }
  }
}

const processing = Effect.fnUntraced(function* (count: number) {
  return yield* Effect.gen(function* () {
    const { extract } = yield* Extractor
    const work = (index: number) =>
      Effect.map(
        extract({
          mediaType: "text/html",
          bytes: Buffer.from(pages[index % pages.length] ?? ""),
          charset: "utf-8",
          url: addressOf(index, 80)
        }),
        (prose) => passages({ ...prose, source: sourceAt(addressOf(index, 80)) }).length
      )
    const all = (amount: number) =>
      Effect.forEach(
        Array.from({ length: amount }, (_, index) => index),
        work,
        { concurrency: 2 }
      )
    yield* all(pages.length)
    const before = process.cpuUsage()
    yield* all(count)
    const { system, user } = process.cpuUsage(before)
    return count / ((system + user) / 1_000_000)
  }).pipe(Effect.provide(Extractor.layer))
})

const topic = Effect.gen(function* () {
  const port = yield* serve(answerMillis)
  const sources = Array.from({ length: sourcesOfTopic }, (_, index) =>
    sourceAt(addressOf(index, port))
  )
  return yield* Effect.gen(function* () {
    const reader = yield* Reader
    // The workers are there when somebody asks for a topic.
    yield* Effect.ignore(reader.read(sourceAt(addressOf(sourcesOfTopic, port))))
    const before = performance.now()
    const read = yield* readAll(reader, sources)
    const millis = performance.now() - before
    const failed = read.filter((result) => Result.isFailure(result)).length
    return failed === 0 ? millis : yield* Effect.die(new Error(`${failed} pages were not read`))
  }).pipe(Effect.provide(readerOf(sourcesOfTopic + 1, port)))
})

const memoryOver = Effect.fnUntraced(function* (count: number, say: (line: string) => void) {
  const port = yield* serve(0)
  return yield* Effect.gen(function* () {
    const reader = yield* Reader
    const rows: Array<Row> = []
    const step = count / 5
    for (let done = 0; done < count; done += step) {
      yield* Effect.forEach(
        Array.from({ length: step / 50 }, (_, index) => done + index * 50),
        (first) =>
          readAll(
            reader,
            Array.from({ length: 50 }, (_, index) => sourceAt(addressOf(first + index, port)))
          ),
        { discard: true }
      )
      collect()
      const { heapUsed, rss } = process.memoryUsage()
      rows.push({ label: String(done + step), cells: [megabytes(heapUsed), megabytes(rss)] })
      say(`${done + step} pages: ${megabytes(heapUsed)} MB of heap, ${megabytes(rss)} MB resident`)
    }
    return rows
  }).pipe(Effect.provide(readerOf(count, port)))
})

/** The heap after the last pages is at most a tenth more than after the second fifth, with a full cache. */
const isFlat = (memory: ReadonlyArray<Row>): boolean => {
  const heap = memory.map(({ cells: [cell] }) => (typeof cell === "number" ? cell : 0))
  return (heap.at(-1) ?? 0) <= 1.1 * (heap[1] ?? 0)
}

const readerOf = (hosts: number, port: number) =>
  Reader.layer.pipe(
    Layer.provide(CachedHttp.layerMemory),
    Layer.provide(
      GuardedHttp.layerWith({
        local: new Map(),
        privateHosts: new Set(
          Array.from({ length: hosts }, (_, index) => new URL(addressOf(index, port)).host)
        ),
        lookup: toThisMachine
      })
    )
  )

const toThisMachine: LookupFunction = (_host, _options, done) =>
  done(null, [{ address: "127.0.0.1", family: 4 }])

const addressOf = (index: number, port: number) => `http://site-${index}.test:${port}/${index}`

const sourceAt = (url: string) =>
  new Source({ id: sourceId(url), url, title: url, site: new URL(url).host })

const serve = (millis: number) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        setTimeout(() => {
          if (request.url === "/robots.txt") response.writeHead(404).end()
          else {
            const index = Number(request.url?.slice(1))
            response.setHeader("content-type", "text/html; charset=utf-8")
            response.end(pages[index % pages.length])
          }
        }, millis)
      }).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ port, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ port }) => port))

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)
