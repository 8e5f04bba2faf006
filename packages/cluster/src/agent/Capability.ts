import { Duration, type Schema } from "effect"
import { asker, codecs, type Failure } from "./Agent.ts"
import { defaultRole } from "../node/Role.ts"

/**
 * What several agents can do: they share its schemas and its name among their `capabilities`. Who asks
 * for it gets the one that is best by health, load and cost at that moment, or by `weights`, parts of
 * the traffic by agent name.
 */
export const make = <I, IE, A, AE, E extends Failure, EE>(definition: {
  readonly name: string
  readonly input: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
  readonly role?: string
  readonly weights?: Readonly<Record<string, number>>
  /** How long whoever asks waits for any of them. */
  readonly deadline: Duration.Input
}) =>
  asker(
    {
      name: definition.name,
      version: 1,
      role: definition.role ?? defaultRole,
      capability: { name: definition.name, weights: definition.weights ?? {} }
    },
    codecs(definition),
    Duration.fromInputUnsafe(definition.deadline)
  )
