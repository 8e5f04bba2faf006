import { Effect } from "effect"
import { engine } from "../../../../../scripts/engines.mjs"

/** Where `node-llama-cpp` is installed; the first test that needs it installs it. */
export const llamaFolder = Effect.promise(() => engine("node-llama-cpp"))
