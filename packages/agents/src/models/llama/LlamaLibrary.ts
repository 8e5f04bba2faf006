import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"

/**
 * What is used of `node-llama-cpp`, which is not a dependency: it is installed for those who want it.
 * https://node-llama-cpp.withcat.ai/api/
 */
export interface LlamaLibrary {
  readonly getLlama: (options: {
    readonly gpu: "auto"
    readonly build: "never"
    readonly skipDownload: true
    readonly logLevel: "error"
    readonly maxThreads: number
  }) => Promise<Llama>
  readonly LlamaChatSession: new (options: {
    readonly contextSequence: LlamaSequence
    readonly systemPrompt: string
  }) => LlamaChatSession
}

export interface Llama {
  readonly loadModel: (options: { readonly modelPath: string }) => Promise<LlamaModel>
  readonly createGrammarForJsonSchema: (schema: unknown) => Promise<LlamaGrammar>
}

export interface LlamaModel {
  readonly tokenize: (text: string) => ReadonlyArray<number>
  readonly createContext: (options: {
    readonly contextSize: { readonly max: number }
  }) => Promise<{ readonly contextSize: number; readonly getSequence: () => LlamaSequence }>
}

export interface LlamaSequence {
  readonly tokenMeter: { readonly getState: () => { readonly usedOutputTokens: number } }
}

declare const grammar: unique symbol
export interface LlamaGrammar {
  readonly [grammar]: never
}

export interface LlamaChatSession {
  readonly promptWithMeta: (
    prompt: string,
    options: {
      readonly grammar?: LlamaGrammar
      readonly maxTokens: number
      readonly temperature: number
      readonly topP: number
      readonly budgets: { readonly thoughtTokens: number }
      readonly signal: AbortSignal
      readonly stopOnAbortSignal: true
      readonly onTextChunk: (text: string) => void
    }
  ) => Promise<{ readonly stopReason: string }>
  readonly dispose: () => void
}

/** Loads the library from the folder that it is installed in. */
export const load = (folder: string): Effect.Effect<LlamaLibrary> =>
  Effect.promise(
    (): Promise<LlamaLibrary> =>
      import(pathToFileURL(join(folder, "node_modules/node-llama-cpp/dist/index.js")).href)
  )
