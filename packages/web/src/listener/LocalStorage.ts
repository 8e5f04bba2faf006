import { Option, Schema } from "effect"

/** What this browser remembers of the listener. A browser that remembers nothing answers with nothing. */
export const recall = <A, I>(key: string, schema: Schema.Codec<A, I>): Option.Option<A> => {
  const decode = Schema.decodeUnknownOption(Schema.fromJsonString(schema))
  try {
    return decode(localStorage.getItem(prefix + key))
  } catch {
    return Option.none()
  }
}

export const remember = <A, I>(key: string, schema: Schema.Codec<A, I>, value: A): void => {
  const encode = Schema.encodeSync(Schema.fromJsonString(schema))
  try {
    localStorage.setItem(prefix + key, encode(value))
  } catch {
    // Full or forbidden: the page works without.
  }
}

const prefix = "aethercast."
