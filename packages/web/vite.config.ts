import { defineConfig, loadEnv } from "vite"
import { buildId } from "./build/BuildId.ts"
import { precompressed } from "./build/Precompressed.ts"

/** While the page is worked on with `vite`, everything else comes from a server that runs already. */
const served = ["/rpc", "/audio", "/api", "/media", "/docs"]

export default defineConfig(({ mode }) => {
  const { AETHERCAST_SERVER: target = "http://127.0.0.1:4400" } = loadEnv(mode, ".", "AETHERCAST_")
  return {
    plugins: [buildId(), precompressed()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target: "es2023",
      modulePreload: { polyfill: false },
      // Nothing is put into the page itself, so that a strict content security policy holds.
      assetsInlineLimit: 0
    },
    server: { proxy: Object.fromEntries(served.map((path) => [path, { target, ws: true }])) }
  }
})
