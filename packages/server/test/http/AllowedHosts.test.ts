import { assert, describe, it } from "@effect/vitest"
import { isAllowedHost } from "../../src/http/AllowedHosts.ts"

const names = ["casts.example", "My-Box"]

describe("AllowedHosts", () => {
  const own = [
    undefined,
    "localhost",
    "LOCALHOST:4300",
    "localhost.",
    "127.0.0.1:4300",
    "10.1.2.3",
    "[::1]:4300",
    "[fe80::1]",
    "casts.example",
    "Casts.Example:8443",
    "casts.example.",
    "my-box:4300"
  ]
  for (const header of own) {
    it(`${header} is this server`, () => assert.isTrue(isAllowedHost(header, names)))
  }

  const foreign = [
    "",
    "evil.example",
    "evil.example:4300",
    "sub.casts.example",
    "casts.example.evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.localhost",
    "evil.example@127.0.0.1",
    "localhost@evil.example",
    "localhost/evil.example",
    "localhost?evil",
    "localhost#evil",
    "localhost\\evil.example",
    "local host",
    "[::1",
    "localhost:port",
    ":4300"
  ]
  for (const header of foreign) {
    it(`"${header}" is not`, () => assert.isFalse(isAllowedHost(header, names)))
  }
})
