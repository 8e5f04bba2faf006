import { Effect, FileSystem, Option, Redacted } from "effect"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/**
 * A secret from the variable `name`, or from the file that `name_FILE` names, which is how Docker and
 * Kubernetes hand secrets over. An error repeats neither.
 */
export const read = Effect.fn("SecretVariable.read")(function* (name: string) {
  const given = yield* ValueFlag.environment(name)
  const path = yield* ValueFlag.environment(`${name}_FILE`)
  if (Option.isNone(path)) return Option.map(given, (secret) => Redacted.make(secret.trim()))
  if (Option.isSome(given)) {
    return yield* new BadUsage({ problem: `Give either ${name} or ${name}_FILE.` })
  }
  return Option.some(yield* readFile(`${name}_FILE`, path.value))
})

/** The secret in the file that the variable `name` names. An error repeats neither. */
export const readFile = Effect.fn("SecretVariable.readFile")(function* (
  name: string,
  path: string
) {
  const text = yield* FileSystem.FileSystem.use((files) => files.readFileString(path)).pipe(
    Effect.mapError(
      ({ reason }) => new BadUsage({ problem: `${name} cannot be read: ${reason._tag}.` })
    )
  )
  const secret = text.trim()
  if (secret === "" || secret.length > 4096) {
    return yield* new BadUsage({ problem: `${name} does not contain a key.` })
  }
  return Redacted.make(secret)
})
