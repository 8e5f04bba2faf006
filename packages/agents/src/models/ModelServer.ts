/** A program that speaks the Chat Completions protocol in its own way. */
export const modelServers = [
  "openai",
  "ollama",
  "lmstudio",
  "llamacpp",
  "vllm",
  "openrouter",
  "other"
] as const
export type ModelServer = (typeof modelServers)[number]

/** What a request to a server contains beside the model and the messages. */
interface Quirks {
  /** How the server is named to people. */
  readonly name: string
  readonly extra: (model: string) => ExtraFields
}

interface ExtraFields {
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
  readonly reasoning_effort?: "none" | "low"
  readonly chat_template_kwargs?: { readonly enable_thinking: boolean }
  readonly provider?: { readonly require_parameters: boolean }
  readonly reasoning?: { readonly enabled: boolean }
}

/** Of an answer; a segment of three minutes takes 1,500. */
export const maxTokens = 8000

/**
 * Thinking is off wherever it can be: a listener waits, and with a schema some servers put the whole
 * answer into the thoughts. Nobody's promise to follow a schema is trusted: llama.cpp answers without
 * the grammar when it cannot use it (issues 19051 and 24097), so every answer is decoded.
 */
export const quirks: Readonly<Record<ModelServer, Quirks>> = {
  openai: {
    name: "OpenAI",
    extra: (model) => ({
      max_completion_tokens: maxTokens,
      // Only reasoning models know the field.
      ...(/^(?:gpt-5|o\d)/.test(model) ? { reasoning_effort: "low" } : {})
    })
  },
  // Thinking models return an empty content without it (issue 15288).
  ollama: {
    name: "Ollama",
    extra: () => ({ max_tokens: maxTokens, reasoning_effort: "none" })
  },
  lmstudio: { name: "LM Studio", extra: () => ({ max_tokens: maxTokens }) },
  llamacpp: {
    name: "llama.cpp",
    extra: () => ({ max_tokens: maxTokens, chat_template_kwargs: { enable_thinking: false } })
  },
  vllm: {
    name: "vLLM",
    extra: () => ({ max_tokens: maxTokens, chat_template_kwargs: { enable_thinking: false } })
  },
  openrouter: {
    name: "OpenRouter",
    // Without the first a request may go to a host that ignores the schema.
    extra: () => ({
      max_tokens: maxTokens,
      provider: { require_parameters: true },
      reasoning: { enabled: false }
    })
  },
  other: { name: "the model server", extra: () => ({ max_tokens: maxTokens }) }
}

/** The server at an address, by its host or by the port that it uses unless told otherwise. */
export const serverAt = (baseUrl: string): ModelServer => {
  const { hostname, port } = new URL(baseUrl)
  if (hostname === "api.openai.com") return "openai"
  if (hostname.endsWith("openrouter.ai")) return "openrouter"
  return ports.get(port) ?? "other"
}

const ports: ReadonlyMap<string, ModelServer> = new Map([
  ["11434", "ollama"],
  ["1234", "lmstudio"],
  ["8080", "llamacpp"],
  ["8000", "vllm"]
])
