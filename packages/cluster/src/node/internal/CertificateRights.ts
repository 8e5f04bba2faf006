import type { X509Certificate } from "node:crypto"
import { Schema } from "effect"
import { Grant } from "../Rights.ts"

/**
 * The grants of a certificate: `urn:aethercast:client` and `urn:aethercast:role:<role>` among the URIs of
 * its subject alternative names. One without any allows nothing.
 */
export const certificateRights = ({ subjectAltName }: X509Certificate): ReadonlyArray<Grant> =>
  [...(subjectAltName ?? "").matchAll(names)].flatMap(([, kind, value = ""]) => {
    const grant = value.startsWith(prefix) ? value.slice(prefix.length) : ""
    return kind === "URI" && Schema.is(Grant)(grant) ? [grant] : []
  })

const prefix = "urn:aethercast:"

// Node quotes a value with a comma, so that it cannot pass for two names.
const names = /([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy
