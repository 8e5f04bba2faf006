import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import type { Plugin } from "vite"

const text = /\.(?:html|js|css|svg|json|webmanifest)$/
/** Smaller files, in bytes, gain nothing. */
const minBytes = 1024

/** Writes a `.br` and a `.gz` version of every text file, at the highest compression level, for the server to send. */
export const precompressed = (): Plugin => {
  let folder = "dist"
  return {
    name: "aethercast-precompressed",
    apply: "build",
    writeBundle: ({ dir }) => {
      folder = dir ?? folder
    },
    closeBundle: async () => {
      const names = await readdir(folder, { recursive: true })
      for (const name of names.filter((name) => text.test(name))) {
        const path = join(folder, name)
        const bytes = await readFile(path)
        if (bytes.length < minBytes) continue
        await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        await writeFile(
          `${path}.br`,
          brotliCompressSync(bytes, {
            params: {
              [constants.BROTLI_PARAM_QUALITY]: 11,
              [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
            }
          })
        )
      }
    }
  }
}
