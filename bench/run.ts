import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { DateTime } from "effect"
import { crowd } from "./Crowd.ts"
import { endurance } from "./Endurance.ts"
import { extraction } from "./Extraction.ts"
import { firstSound } from "./FirstSound.ts"
import { harvest } from "./Harvest.ts"
import { type Benchmark, intoDocument, machine, toText } from "./Report.ts"
import { listeners } from "./Listeners.ts"
import { relevance } from "./Relevance.ts"
import { runtime } from "./Runtime.ts"
import { startup } from "./Startup.ts"
import { steering } from "./Steering.ts"
import { takeover } from "./Takeover.ts"
import { weight } from "./Weight.ts"
import { writing } from "./Writing.ts"

const benchmarks: Readonly<Record<string, Benchmark>> = {
  crowd,
  endurance,
  extraction,
  "first-sound": firstSound,
  harvest,
  listeners,
  relevance,
  runtime,
  startup,
  steering,
  takeover,
  weight,
  writing
}

const help = `Usage: pnpm bench NAME [--json] [--write] [--quick] [--rounds N] [--against COMMIT]

${Object.entries(benchmarks)
  .map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`)
  .join("\n")}

  --json            prints one JSON object instead of a table
  --write           writes the table into docs/benchmarks.md
  --quick           crowd, endurance, first-sound, listeners, runtime, steering, takeover: measures less, for trying
  --rounds N        runtime: how often each measure is repeated
  --against COMMIT  runtime: compares with a commit of this repository instead of DBOS and Restate
`

const main = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      against: { type: "string" },
      help: { type: "boolean", default: false }
    }
  })
  const [name = "", ...more] = positionals
  if (values.help) {
    console.log(help)
    return 0
  }
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
  if (benchmark === undefined || more.length > 0) {
    console.error(name === "" ? help : `There is no benchmark ${positionals.join(" ")}.\n\n${help}`)
    return 2
  }
  const { against, quick } = values
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    console.error(`--rounds takes a positive integer.\n\n${help}`)
    return 2
  }
  const report = await benchmark.run((line) => console.error(line), {
    quick,
    ...(rounds === undefined ? {} : { rounds }),
    ...(against === undefined ? {} : { against })
  })
  const date = DateTime.formatIsoDateUtc(DateTime.nowUnsafe())
  console.log(
    values.json ? JSON.stringify({ ...report, machine: machine(), date }) : toText(report)
  )
  if (values.write) {
    const document = existsSync(documentPath) ? readFileSync(documentPath, "utf8") : ""
    writeFileSync(documentPath, intoDocument(document, report, date))
  }
  return report.missed === undefined ? 0 : 1
}

const documentPath = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url))

process.exitCode = await main()
