import { homedir } from "node:os"
import { Effect, Option, Redacted, Schema } from "effect"
import { usualDataFolder } from "./Settings.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The folder of a server, whose database is there when nothing else is said. */
export const data = ValueFlag.make("data", {
  metavar: "DIR",
  description: "Folder for all that is kept (or AETHERCAST_DATA; usually your state folder)",
  variable: "AETHERCAST_DATA",
  schema: Schema.NonEmptyString,
  expected: "a folder",
  usual: ValueFlag.environment("XDG_STATE_HOME").pipe(
    Effect.map((stateHome) => usualDataFolder(process.platform, homedir(), stateHome))
  )
})

/** `DATABASE_URL`, if it is set. A wrong value is not repeated: it may hold a password. */
export const databaseUrl = Effect.gen(function* () {
  const url = yield* ValueFlag.environment("DATABASE_URL")
  if (Option.exists(url, (given) => !isPostgresUrl(given))) {
    return yield* new BadUsage({
      problem: "DATABASE_URL must be like postgres://user:password@host:5432/database."
    })
  }
  return Option.map(url, (given) => Redacted.make(given))
})

const isPostgresUrl = (url: string) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)
