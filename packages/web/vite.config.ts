import { defineConfig, loadEnv } from "vite"
import { buildId } from "./build/BuildId.ts"
import { precompressed } from "./build/Precompressed.ts"

/** Paths that the development server forwards to a running Aethercast server. */
const proxied = ["/rpc", "/audio", "/api", "/media", "/docs", "/library", "/read"]

export default defineConfig(({ mode }) => {
  const { AETHERCAST_SERVER: target = "http://127.0.0.1:4400" } = loadEnv(mode, ".", "AETHERCAST_")
  return {
    plugins: [buildId(), precompressed()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target: "es2023",
      modulePreload: { polyfill: false },
      // The content security policy forbids inline assets.
      assetsInlineLimit: 0
    },
    server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target, ws: true }])) }
  }
})
