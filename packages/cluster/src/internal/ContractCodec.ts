import { Effect, Schema } from "effect"

/** The schemas that an agent or a workflow shares with its callers. */
export interface Contract<I, IE, A, AE, E, EE> {
  readonly input: Schema.Codec<I, IE>
  readonly success: Schema.Codec<A, AE>
  readonly error: Schema.Codec<E, EE>
}

/** Encodes and decodes by a contract. What does not fit its schema is a defect. */
export interface ContractCodec<I, A, E> {
  readonly encodeInput: (input: I) => Effect.Effect<Schema.Json>
  readonly decodeInput: (json: Schema.Json) => Effect.Effect<I>
  readonly encodeSuccess: (success: A) => Effect.Effect<Schema.Json>
  readonly decodeSuccess: (json: Schema.Json) => Effect.Effect<A>
  readonly encodeError: (error: E) => Effect.Effect<Schema.Json>
  readonly decodeError: (json: Schema.Json) => Effect.Effect<E>
}

export const make = <I, IE, A, AE, E, EE>(
  contract: Contract<I, IE, A, AE, E, EE>
): ContractCodec<I, A, E> => {
  const input = jsonCodec(contract.input)
  const success = jsonCodec(contract.success)
  const error = jsonCodec(contract.error)
  return {
    encodeInput: input.encode,
    decodeInput: input.decode,
    encodeSuccess: success.encode,
    decodeSuccess: success.decode,
    encodeError: error.encode,
    decodeError: error.decode
  }
}

const jsonCodec = <T, Encoded>(schema: Schema.Codec<T, Encoded>) => {
  const json = Schema.toCodecJson(schema)
  const encode = Schema.encodeEffect(json)
  const decode = Schema.decodeEffect(json)
  return {
    encode: (value: T) => Effect.orDie(encode(value)),
    decode: (value: Schema.Json) => Effect.orDie(decode(value))
  }
}
