import type { KeyObject, X509Certificate } from "node:crypto"
import { isIP } from "node:net"
import { DateTime } from "effect"
import { certificateRights } from "./CertificateRights.ts"

/** Why other nodes would reject the first certificate of the chain, as the end of a sentence about it. */
export const certificateProblem = ({
  authorities,
  chain,
  host,
  now,
  privateKey
}: {
  readonly chain: ReadonlyArray<X509Certificate>
  readonly privateKey: KeyObject
  readonly authorities: ReadonlyArray<X509Certificate>
  readonly host: string | undefined
  readonly now: DateTime.Utc
}): string | undefined => {
  const [own, ...intermediates] = chain
  if (own === undefined) return "is empty"
  const time = DateTime.toEpochMillis(now)
  if (time > own.validToDate.getTime()) return `expired on ${own.validTo}`
  if (time < own.validFromDate.getTime()) return `is not valid before ${own.validFrom}`
  if (!own.checkPrivateKey(privateKey)) return "does not belong to the private key"
  if (host !== undefined && !isFor(own, host)) {
    return `is not for ${host}, where other nodes reach this one, but for ${own.subjectAltName ?? "no host"}`
  }
  // A node is a server to the nodes that connect to it, and a client of those that it connects to.
  const uses = own.keyUsage
  if (uses !== undefined && !(uses.includes(serverAuth) && uses.includes(clientAuth))) {
    return "may not be used by a server and a client at once (extended key usage)"
  }
  if (certificateRights(own).length === 0) {
    return "does not say what it allows: it needs a URI such as urn:aethercast:role:default or urn:aethercast:client among its subject alternative names"
  }
  const last = intermediates.reduce(
    (issued, issuer) => (isIssuedBy(issued, issuer) ? issuer : issued),
    own
  )
  return authorities.some((authority) => isIssuedBy(last, authority))
    ? undefined
    : "was not issued by the certificate authority that was given"
}

const isFor = (certificate: X509Certificate, host: string) =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate) =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

/** RFC 5280, section 4.2.1.12 */
const serverAuth = "1.3.6.1.5.5.7.3.1"
const clientAuth = "1.3.6.1.5.5.7.3.2"
