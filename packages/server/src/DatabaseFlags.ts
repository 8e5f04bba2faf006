import { homedir } from "node:os"
import { Effect, Option, Redacted, Schema } from "effect"
import { defaultDataFolder } from "./Settings.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The data folder of a server. Without `DATABASE_URL` its database is there. */
export const data = ValueFlag.make("data", {
  metavar: "DIR",
  description: "Folder for all data (or AETHERCAST_DATA; default your state folder)",
  variable: "AETHERCAST_DATA",
  schema: Schema.NonEmptyString,
  expected: "a folder",
  default: ValueFlag.environment("XDG_STATE_HOME").pipe(
    Effect.map((stateHome) => defaultDataFolder(process.platform, homedir(), stateHome))
  )
})

/** `DATABASE_URL`, if it is set. An error does not repeat the value, which may contain a password. */
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
