import { Option, Schema } from "effect"

/** Reads a value that this browser stores for the listener; `None` when there is none or it is invalid. */
export const get = <A, I>(key: string, schema: Schema.Codec<A, I>): Option.Option<A> => {
  const decode = Schema.decodeUnknownOption(Schema.fromJsonString(schema))
  try {
    return decode(localStorage.getItem(prefix + key))
  } catch {
    // Storage is forbidden.
    return Option.none()
  }
}

/** Stores a value for the listener; does nothing when the browser does not allow it. */
export const set = <A, I>(key: string, schema: Schema.Codec<A, I>, value: A): void => {
  const encode = Schema.encodeSync(Schema.fromJsonString(schema))
  try {
    localStorage.setItem(prefix + key, encode(value))
  } catch {
    // Storage is full or forbidden: the page works without it.
  }
}

/** Removes everything that is stored for the listener. */
export const clear = (): void => {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key)
    }
  } catch {
    // Storage is forbidden, so that nothing is stored.
  }
}

const prefix = "aethercast."
