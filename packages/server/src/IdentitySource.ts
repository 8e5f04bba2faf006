import { Schema } from "effect"

/** Where the identity of a process among the nodes comes from. Paths are absolute. */
export const IdentitySource = Schema.TaggedUnion({
  /** PEM files. */
  Tls: {
    certificate: Schema.NonEmptyString,
    key: Schema.NonEmptyString,
    authority: Schema.NonEmptyString
  },
  SecretFile: { path: Schema.NonEmptyString },
  Secret: { text: Schema.Redacted(Schema.String) },
  /** The secret in the data folder, which a server creates. */
  DataFolder: {}
})
export type IdentitySource = typeof IdentitySource.Type
