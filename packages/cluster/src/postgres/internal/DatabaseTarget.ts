/** Where the driver connects to for a URL. */
export type DatabaseTarget =
  | { readonly path: string }
  | { readonly host: string; readonly port: number }

export const of = (url: URL): DatabaseTarget => {
  const host = parameter(url, "host") ?? decodeURIComponent(url.hostname.replaceAll(/^\[|\]$/g, ""))
  const port = Number(parameter(url, "port") ?? url.port) || 5432
  return host.startsWith("/")
    ? { path: `${host}/.s.PGSQL.${port}` }
    : { host: host === "" ? "localhost" : host, port }
}

export const hasPassword = (url: URL): boolean =>
  (parameter(url, "password") ?? url.password) !== ""

/** The driver refuses a server without TLS; it verifies certificates in each of these modes. */
export const requiresTls = (url: URL): boolean =>
  ["require", "verify-ca", "verify-full"].includes(parameter(url, "sslmode") ?? "")

/** The driver asks for TLS, and goes on without it when the server has none. */
export const negotiatesTls = (url: URL): boolean =>
  ["prefer", "allow"].includes(parameter(url, "sslmode") ?? "")

/** The driver takes the last one of a name. */
const parameter = ({ searchParams }: URL, name: string) => searchParams.getAll(name).at(-1)
