import { Effect, Option } from "effect"
import * as ValueFlag from "./ValueFlag.ts"
import { Contact, HostsFromString, type WebSettings } from "./WebSettings.ts"

export const flags = {
  privateHosts: ValueFlag.make("private-hosts", {
    metavar: "HOSTS",
    description:
      "Hosts of your own network that may be read, as NAME or NAME:PORT, separated by commas (or AETHERCAST_PRIVATE_HOSTS; default none, only public addresses)",
    variable: "AETHERCAST_PRIVATE_HOSTS",
    schema: HostsFromString,
    expected: "one or more hosts, each with or without a port, separated by commas",
    default: Effect.succeed([])
  }),
  contact: ValueFlag.make("contact", {
    metavar: "ADDRESS",
    description:
      "Address of the web or of mail in the User-Agent, so that websites can reach you (or AETHERCAST_CONTACT)",
    variable: "AETHERCAST_CONTACT",
    schema: Contact,
    expected: "an address of the web or of mail",
    default: Effect.undefined
  })
}

export const webSettings = (given: {
  readonly privateHosts: ReadonlyArray<string>
  readonly contact: string | undefined
}): WebSettings => ({
  privateHosts: given.privateHosts,
  contact: Option.fromNullishOr(given.contact)
})
