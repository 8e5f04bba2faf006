import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import * as Browser from "../packages/server/test/product/Browser.ts"
import * as Listener from "../packages/server/test/product/Listener.ts"
import { topic } from "../packages/server/test/product/PodcastClient.ts"
import * as Product from "../packages/server/test/product/Product.ts"
import { recordable, record } from "../packages/server/test/product/Recording.ts"
import * as Scene from "../packages/server/test/product/Scene.ts"
import * as Stored from "../packages/server/test/product/Stored.ts"
import * as SlowProviders from "./first-sound/SlowProviders.ts"
import { type Benchmark, distribution, distributionColumns, type Section } from "./Report.ts"
import { times } from "./Startup.ts"

const warmUps = 3
const warmRuns = 20
const coldRuns = 5
const slowRuns = 10
/** Each with the cards of the library, of which the first one warms up. */
const cardScenes = 3
const cards = 6
/** What is heard of the opening sting before the first word: see `StingSound`. */
const stingSeconds = 0.288

/** From the click on Listen to the first sample above -50 dBFS, in Chromium. */
export const firstSound: Benchmark = {
  summary:
    "click on Listen to the first sound: new and known topics, right after a start, slow providers",
  async run(say, { quick = false }) {
    const crafted = await newCards(say, quick ? 1 : cardScenes)
    const own = quick ? undefined : await withOwnVoice(say)
    const slow = await withSlowProviders(say, quick ? 3 : slowRuns)
    return {
      name: "first-sound",
      summary:
        "Milliseconds since the click on Listen, in Chromium on the server's machine: no network, no sound card. Sound is the first sample above -50 dBFS. The first word follows the opening sting. Each stage is counted from the click; the first three are the server's own account.",
      sections: [
        section("first listener of a card, warm", crafted),
        ...(own === undefined
          ? []
          : [
              section("first listener of an own topic, warm", own.fresh),
              section("card that was heard before, warm", own.known),
              section("first click after a start", own.cold)
            ]),
        slowSection(slow)
      ]
    }
  }
}

const withOwnVoice = async (say: (line: string) => void) => {
  await using scene = await Scene.open()
  const fresh = await newTopics(scene, say)
  const known = await knownTopic(scene, say)
  return { fresh, known, cold: await afterStarts(scene, say) }
}

const withSlowProviders = async (say: (line: string) => void, count: number) => {
  await using providers = await SlowProviders.start()
  await using scene = await Scene.open({ env: providers.env })
  return await visit(scene, scene.product.origin, (page) =>
    times(1 + count, async (index) => {
      const run = await measure(page, scene.data, async () => {
        await Browser.ask(page, topic(index))
      })
      say(`slow providers: ${Math.round(run.sound)} ms`)
      await rest(page)
      return run
    })
  ).then(([_warmUp, ...runs]) => runs)
}

/** Cards that nobody has heard, each with a listener of its own. */
const newCards = async (say: (line: string) => void, scenes: number) => {
  const runs = await times(scenes, async () => {
    await using scene = await Scene.open()
    return await times(cards, (index) =>
      visit(scene, scene.product.origin, async (page) => {
        const run = await measure(page, scene.data, () =>
          page
            .getByRole("button", { name: /^Listen to / })
            .nth(index)
            .click()
        )
        say(`new card: ${Math.round(run.sound)} ms`)
        await rest(page)
        return run
      })
    )
  })
  return runs.flatMap(([_warmUp, ...rest]) => rest)
}

const newTopics = (scene: Scene.Scene, say: (line: string) => void) =>
  visit(scene, scene.product.origin, (page) =>
    times(warmUps + warmRuns, async (index) => {
      const run = await measure(page, scene.data, async () => {
        await Browser.ask(page, topic(index))
      })
      say(`new topic: ${Math.round(run.sound)} ms`)
      await rest(page)
      return run
    })
  ).then((runs) => runs.slice(warmUps))

/** Each time another listener: the same one would go on with the episode of before. */
const knownTopic = (scene: Scene.Scene, say: (line: string) => void) =>
  times(1 + warmRuns, () =>
    visit(scene, scene.product.origin, async (page) => {
      const run = await measure(page, scene.data, () =>
        page
          .getByRole("button", { name: /^Listen to / })
          .first()
          .click()
      )
      say(`known topic: ${Math.round(run.sound)} ms`)
      return run
    })
  ).then(([_first, ...runs]) => runs)

/** Each time another topic, on a server that has just said that it is ready. */
const afterStarts = async (scene: Scene.Scene, say: (line: string) => void) => {
  await scene.product.interrupt()
  return times(coldRuns, async (index) => {
    await using product = await Product.start({ data: scene.data })
    return await visit(scene, product.origin, async (page) => {
      const run = await measure(page, scene.data, () =>
        page
          .getByRole("button", { name: /^Listen to / })
          .nth(index)
          .click()
      )
      say(`after a start: ${Math.round(run.sound)} ms`)
      return run
    })
  })
}

const visit = <A>(scene: Scene.Scene, origin: string, use: (page: Browser.Page) => Promise<A>) =>
  Browser.visit(
    scene.browser,
    origin,
    async (page) => {
      await Browser.topics(page)
      // The click lets the tap's clock run, which the product itself has no need of.
      await Browser.chooseLength(page, "1 min")
      await record(page)
      await page.waitForFunction(() => window.recording.blocks.length > 0)
      return use(page)
    },
    { ...recordable, before: watchArrivals }
  )

/** Milliseconds since the click. */
interface Run {
  readonly begun: number
  readonly written: number
  readonly speaking: number
  readonly bytes: number
  readonly sound: number
  readonly word: number
}

/** What an episode that begins with a prepared clip leaves out was not measured. */
const stage = (label: string, times: ReadonlyArray<number>) =>
  times.every(Number.isNaN) ? [] : [distribution(label, times)]

const section = (title: string, runs: ReadonlyArray<Run>): Section => ({
  title,
  columns: distributionColumns,
  rows: [
    ...stage(
      "the workflow begins",
      runs.map(({ begun }) => begun)
    ),
    ...stage(
      "the opening is written",
      runs.map(({ written }) => written)
    ),
    ...stage(
      "the voice begins",
      runs.map(({ speaking }) => speaking)
    ),
    ...stage(
      "sound arrives at the client",
      runs.map(({ bytes }) => bytes)
    ),
    ...stage(
      "sound is heard",
      runs.map(({ sound }) => sound)
    ),
    ...stage(
      "the first word is heard",
      runs.map(({ word }) => word)
    )
  ]
})

const slowSection = (runs: ReadonlyArray<Run>): Section => {
  const all = section("first listener of an own topic, slow model and voice", runs)
  const own = SlowProviders.firstByte
  return {
    ...all,
    rows: [
      ...all.rows,
      ...stage(
        "sound, without the voice's own time",
        runs.map(({ sound }) => sound - own)
      ),
      ...stage(
        "first word, without the voice's own time",
        runs.map(({ word }) => word - own)
      )
    ],
    notes: [
      `On the loopback interface: a model with ${SlowProviders.firstToken} ms to its first token and ${SlowProviders.tokensPerSecond} tokens a second, a voice with ${SlowProviders.firstByte} ms to its first byte. The opening needs no model.`
    ]
  }
}

declare global {
  interface Window {
    /** When messages of more than one frame came over the socket of the sound. */
    arrivals: Array<number>
  }
}

const watchArrivals = () => {
  window.arrivals = []
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | Array<string>) {
      super(url, protocols)
      if (new URL(url).pathname !== "/audio") return
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer && data.byteLength > 192)
          window.arrivals.push(performance.now())
      })
    }
  }
}

const measure = async (
  page: Browser.Page,
  data: string,
  start: () => Promise<void>
): Promise<Run> => {
  const measuring = page.evaluate(async (sting) => {
    const sound = window.recording.nextSound()
    const at = await new Promise<number>((resolve) => {
      const click = (event: Event) => resolve(event.timeStamp)
      addEventListener("click", click, { capture: true, once: true })
    })
    const heard = await sound
    const word = await new Promise<number>((resolve) => {
      const audio = document.querySelector("audio")
      const timer = setInterval(() => {
        if (audio === null || audio.currentTime < sting) return
        clearInterval(timer)
        resolve(performance.now())
      }, 4)
    })
    const bytes = window.arrivals.find((arrival) => arrival > at) ?? Number.NaN
    return {
      clicked: performance.timeOrigin + at,
      bytes: bytes - at,
      sound: heard - at,
      word: word - at
    }
  }, stingSeconds)
  await start()
  const { clicked, ...client } = await measuring
  const { begun, speaking, written } = await story(data, Listener.episode(page))
  return {
    ...client,
    begun: begun - clicked,
    written: written - clicked,
    speaking: speaking - clicked
  }
}

/** The beginning of an episode as the ledger tells it, in milliseconds since 1970. */
const story = (data: string, episode: string) =>
  Product.eventually(
    "the episode's first tasks in the ledger",
    () => Stored.ask(data, told(`episode:${episode}`)),
    (rows) => rows.length > 0
  ).then(([row]) => ({
    begun: row?.begun ?? Number.NaN,
    written: row?.written ?? Number.NaN,
    speaking: row?.speaking ?? Number.NaN
  }))

/** Null before it, and where an episode begins with a clip that was there. */
const Moment = Schema.NullOr(Schema.FiniteFromString)

const told = (workflow: string) =>
  SqlClient.SqlClient.use((sql) =>
    SqlSchema.findAll({
      Request: Schema.String,
      Result: Schema.Struct({ begun: Moment, written: Moment, speaking: Moment }),
      execute: (id) => sql`
        SELECT ${millis(sql, "workflow.created_at")} AS begun,
          ${millis(sql, "opening.completed_at")} AS written,
          ${millis(sql, "voice.started_at")} AS speaking
        FROM aethercast_workflow_instances workflow
        LEFT JOIN aethercast_task_instances opening ON opening.task_id = workflow.workflow_id || '/opening'
        LEFT JOIN aethercast_task_instances voice ON voice.task_id = workflow.workflow_id || '/voice/0.0'
        WHERE workflow.workflow_id = ${id}
          AND EXISTS (SELECT FROM aethercast_task_instances later WHERE later.task_id = workflow.workflow_id || '/voice/0.1' AND later.started_at IS NOT NULL)
      `
    })(workflow)
  ).pipe(Effect.orDie)

const millis = (sql: SqlClient.SqlClient, column: string) =>
  sql.literal(`(extract(epoch from ${column}) * 1000)::text`)

/** Stops the sound and goes back to the topics once the server has nothing left to do. */
const rest = async (page: Browser.Page): Promise<void> => {
  await page.getByRole("button", { name: "Pause" }).click()
  await page.locator(".episode .status", { hasText: /^(Complete|It could not)/ }).waitFor()
  await page.getByRole("link", { name: "Aethercast, all topics" }).click()
  await Browser.topics(page)
}
