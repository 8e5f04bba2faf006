import { JsonPatch, Option, Result, Schema } from "effect"
import { SurfaceEvent } from "./SurfaceEvent.ts"
import { UiDefinition } from "./UiDefinition.ts"

const encode = Schema.encodeUnknownSync(Schema.toCodecJson(UiDefinition))
const decode = Schema.decodeUnknownResult(Schema.toCodecJson(UiDefinition))

/** A patch that does not apply to the current version. The caller needs a new snapshot. */
export class OutOfStep extends Schema.TaggedError<OutOfStep>()("OutOfStep", {}) {}

/** The definition after an event. */
export const apply = (
  state: Option.Option<UiDefinition>,
  event: SurfaceEvent
): Result.Result<UiDefinition, OutOfStep> => {
  if (event._tag === "Snapshot") return Result.succeed(event.definition)
  if (Option.isNone(state) || state.value.version !== event.from)
    return Result.fail(new OutOfStep())
  return Result.try(() => JsonPatch.apply(event.operations, encode(state.value))).pipe(
    Result.flatMap(decode),
    Result.map((next) => new UiDefinition({ ...next, version: event.to })),
    Result.mapError(() => new OutOfStep())
  )
}

/** The first event of every subscription. */
export const snapshot = (definition: UiDefinition): SurfaceEvent =>
  SurfaceEvent.cases.Snapshot.make({ definition })

/**
 * The event that turns one definition into a later one: a patch, or a snapshot when the patch would be
 * more than half the size of the definition. `None` when the versions are equal.
 */
export const difference = (from: UiDefinition, next: UiDefinition): Option.Option<SurfaceEvent> => {
  if (from.version === next.version) return Option.none()
  const after = encode(new UiDefinition({ ...next, version: from.version }))
  const operations = JsonPatch.get(encode(from), after)
  return Option.some(
    JSON.stringify(operations).length * 2 > JSON.stringify(after).length
      ? snapshot(next)
      : SurfaceEvent.cases.Patch.make({ from: from.version, to: next.version, operations })
  )
}
