import { Schema, SchemaTransformation } from "effect"

/** A list without repetitions, separated by commas. */
export const fromString = <A extends string>(
  list: Schema.Codec<ReadonlyArray<A>, ReadonlyArray<string>>
) =>
  Schema.String.pipe(
    Schema.decodeTo(
      list,
      SchemaTransformation.transform({
        decode: (text): ReadonlyArray<string> => [
          ...new Set(text.split(",").map((element) => element.trim()))
        ],
        encode: (elements: ReadonlyArray<string>) => elements.join(",")
      })
    )
  )
