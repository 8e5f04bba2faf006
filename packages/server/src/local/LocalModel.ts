import { Schema } from "effect"
import { ModelFile } from "./ModelFile.ts"

/** A language model that can be downloaded and runs on this machine. */
export class LocalModel extends Schema.Class<LocalModel>("@aethercast/server/LocalModel")({
  /** As `--writer` names it. */
  name: Schema.NonEmptyString,
  licence: Schema.String,
  file: ModelFile
}) {}

/** Writes passably without a graphics card. */
export const suggestedModel = new LocalModel({
  name: "qwen3-4b",
  licence: "Apache-2.0",
  file: new ModelFile({
    name: "Qwen3-4B-Q4_K_M.gguf",
    path: "Qwen/Qwen3-4B-GGUF/resolve/bc640142c66e1fdd12af0bd68f40445458f3869b/Qwen3-4B-Q4_K_M.gguf",
    bytes: 2_497_280_256,
    sha256: "7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5"
  })
})

/**
 * The models that `--writer` knows. Sizes and digests are those that several
 * public projects pin for the same revisions; the files themselves have not been downloaded here.
 */
export const localModels = [
  suggestedModel,
  new LocalModel({
    name: "gemma4-e4b",
    licence: "Apache-2.0",
    file: new ModelFile({
      name: "gemma-4-E4B-it-Q4_K_M.gguf",
      path: "lmstudio-community/gemma-4-E4B-it-GGUF/resolve/99210a71094c6aa8559f764e0cadedd7d89de94d/gemma-4-E4B-it-Q4_K_M.gguf",
      bytes: 5_335_291_936,
      sha256: "0ffb122c8b6921f13cbc34186e052524d0b5803b17f4867b7197a561400b3770"
    })
  }),
  new LocalModel({
    name: "qwen3-8b",
    licence: "Apache-2.0",
    file: new ModelFile({
      name: "Qwen3-8B-Q4_K_M.gguf",
      path: "Qwen/Qwen3-8B-GGUF/resolve/7c41481f57cb95916b40956ab2f0b139b296d974/Qwen3-8B-Q4_K_M.gguf",
      bytes: 5_027_783_488,
      sha256: "d98cdcbd03e17ce47681435b5150e34c1417f50b5c0019dd560e4882c5745785"
    })
  }),
  new LocalModel({
    name: "qwen3-1.7b",
    licence: "Apache-2.0",
    file: new ModelFile({
      name: "Qwen3-1.7B-Q4_K_M.gguf",
      path: "ggml-org/Qwen3-1.7B-GGUF/resolve/daeb8e2d528a760970442092f6bf1e55c3b659eb/Qwen3-1.7B-Q4_K_M.gguf",
      bytes: 1_282_439_264,
      sha256: "d2387ca2dbfee2ffabce7120d3770dadca0b293052bc2f0e138fdc940d9bc7b5"
    })
  })
]
