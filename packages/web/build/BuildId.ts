import { createHash } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Plugin } from "vite"

/**
 * Identifies a build by its contents, in `<meta name="build">` of the page and in `build.json`, which
 * the server reads. The id is a hash of the file names, which contain the hashes of the contents.
 */
export const buildId = (): Plugin => {
  let build = ""
  return {
    name: "aethercast-build-id",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) => {
        const names = Object.keys(bundle ?? {}).filter((name) => !name.endsWith(".html"))
        build = createHash("sha256").update(names.toSorted().join("\n")).digest("hex").slice(0, 16)
        return [{ tag: "meta", attrs: { name: "build", content: build }, injectTo: "head" }]
      }
    },
    writeBundle: ({ dir = "dist" }) =>
      writeFile(join(dir, "build.json"), `${JSON.stringify({ id: build })}\n`)
  }
}
