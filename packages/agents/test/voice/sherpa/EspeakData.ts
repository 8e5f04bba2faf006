import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { engine } from "../../../../../scripts/engines.mjs"

/** What American English needs. */
const wanted = /^(?:phondata|phonindex|phontab|intonations|en_dict|lang\/gmw\/en-US)$/

/**
 * Writes the rules by which espeak-ng makes phonemes of English. They are GPL-3.0, so that only tests
 * take them from a package; a real model's archive has its own.
 */
export const write = Effect.fnUntraced(function* (folder: string) {
  const installed = yield* Effect.promise(() => engine("espeak-ng-emscripten"))
  const at = join(installed, "node_modules/@echogarden/espeak-ng-emscripten/espeak-ng")
  const data = readFileSync(`${at}.data`)
  const entries = /filename:"\/usr\/share\/espeak-ng-data\/([^"]+)",start:(\d+),end:(\d+)/g
  for (const [, path = "", start, end] of readFileSync(`${at}.js`, "utf8").matchAll(entries)) {
    if (!wanted.test(path)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), data.subarray(Number(start), Number(end)))
  }
})
