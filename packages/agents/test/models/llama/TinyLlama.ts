import { writeFileSync } from "node:fs"

/** What the model says: `answer` follows a line break, and each piece of `also` the one before it. */
export interface Options {
  /** Pieces such as `" tide"`; each may occur once. */
  readonly answer: ReadonlyArray<string>
  readonly also?: ReadonlyArray<readonly [from: string, to: string]>
  /** In tokens. */
  readonly context?: number
}

/**
 * Writes a llama of one layer that needs no training: attention and feed-forward are zero, so what follows
 * a token is what the output matrix says. The file is a real GGUF, which llama.cpp loads like any other.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export const write = (file: string, { also = [], answer, context = 8192 }: Options): void => {
  const vocabulary = new Vocabulary()
  const next = new Map<number, number>()
  let last = vocabulary.idOf("<0x0A>")
  for (const piece of answer) {
    const id = vocabulary.add(piece)
    next.set(last, id)
    last = id
  }
  next.set(last, vocabulary.idOf("<|im_end|>"))
  for (const [from, to] of also) next.set(vocabulary.add(from), vocabulary.add(to))
  const tensors = tensorsOf(vocabulary.tokens.length, next)
  const metadata = metadataOf(vocabulary.tokens, context)
  let offset = 0
  const infos: Array<Buffer> = []
  const data: Array<Buffer> = []
  for (const [name, dimensions, values] of tensors) {
    infos.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(0), u64(offset))
    const bytes = aligned(Buffer.from(values.buffer))
    data.push(bytes)
    offset += bytes.length
  }
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(3),
    u64(tensors.length),
    u64(metadata.length),
    ...metadata,
    ...infos
  ])
  writeFileSync(file, Buffer.concat([aligned(header), ...data]))
}

interface Token {
  readonly text: string
  /** https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h, llama_token_type */
  readonly kind: number
}

const kinds = { normal: 1, unknown: 2, control: 3, byte: 6 }

class Vocabulary {
  readonly tokens: Array<Token> = [
    { text: "<unk>", kind: kinds.unknown },
    { text: "<s>", kind: kinds.control },
    { text: "<|im_end|>", kind: kinds.control },
    { text: "<|im_start|>", kind: kinds.control },
    ...Array.from({ length: 256 }, (_, byte) => ({
      text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
      kind: kinds.byte
    })),
    ...[
      "▁",
      ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;?!'\"{}[]()-_"
    ].map((text) => ({ text, kind: kinds.normal }))
  ]

  idOf(text: string): number {
    return this.tokens.findIndex((token) => token.text === text)
  }

  add(piece: string): number {
    const text = piece.replaceAll(" ", "▁")
    const known = this.idOf(text)
    return known === -1 ? this.tokens.push({ text, kind: kinds.normal }) - 1 : known
  }
}

const width = 128
const heads = 2
const feedForward = 32

type Tensor = readonly [name: string, dimensions: ReadonlyArray<number>, values: Float32Array]

/** Embeddings are random signs, so that tokens are almost orthogonal; the output leads to the next token. */
const tensorsOf = (tokens: number, next: ReadonlyMap<number, number>): ReadonlyArray<Tensor> => {
  let state = 1
  const sign = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 31 === 1 ? 1 : -1
  }
  const embedding = Float32Array.from({ length: tokens * width }, sign)
  const output = new Float32Array(tokens * width)
  for (const [from, to] of next) {
    for (let index = 0; index < width; index++) {
      const at = to * width + index
      output[at] = (output[at] ?? 0) + 0.25 * (embedding[from * width + index] ?? 0)
    }
  }
  const head = width / heads
  const zeros = (size: number) => new Float32Array(size)
  const ones = new Float32Array(width).fill(1)
  return [
    ["token_embd.weight", [width, tokens], embedding],
    ["output_norm.weight", [width], ones],
    ["output.weight", [width, tokens], output],
    ["blk.0.attn_norm.weight", [width], ones],
    ["blk.0.attn_q.weight", [width, width], zeros(width * width)],
    ["blk.0.attn_k.weight", [width, head], zeros(width * head)],
    ["blk.0.attn_v.weight", [width, head], zeros(width * head)],
    ["blk.0.attn_output.weight", [width, width], zeros(width * width)],
    ["blk.0.ffn_norm.weight", [width], ones],
    ["blk.0.ffn_gate.weight", [width, feedForward], zeros(width * feedForward)],
    ["blk.0.ffn_up.weight", [width, feedForward], zeros(width * feedForward)],
    ["blk.0.ffn_down.weight", [feedForward, width], zeros(width * feedForward)]
  ]
}

const metadataOf = (tokens: ReadonlyArray<Token>, context: number): ReadonlyArray<Buffer> => [
  textField("general.architecture", "llama"),
  textField("general.name", "tiny"),
  u32Field("general.file_type", 0),
  u32Field("llama.context_length", context),
  u32Field("llama.embedding_length", width),
  u32Field("llama.block_count", 1),
  u32Field("llama.feed_forward_length", feedForward),
  u32Field("llama.attention.head_count", heads),
  u32Field("llama.attention.head_count_kv", 1),
  f32Field("llama.attention.layer_norm_rms_epsilon", 1e-5),
  u32Field("llama.rope.dimension_count", width / heads),
  u32Field("llama.vocab_size", tokens.length),
  textField("tokenizer.ggml.model", "llama"),
  arrayField(
    "tokenizer.ggml.tokens",
    8,
    tokens.map(({ text: token }) => text(token))
  ),
  arrayField(
    "tokenizer.ggml.scores",
    6,
    // The tokenizer joins to the longest known piece.
    tokens.map(({ kind, text: token }) => f32(kind === kinds.normal ? -token.length : 0))
  ),
  arrayField(
    "tokenizer.ggml.token_type",
    5,
    tokens.map(({ kind }) => u32(kind))
  ),
  u32Field("tokenizer.ggml.unknown_token_id", 0),
  u32Field("tokenizer.ggml.bos_token_id", 1),
  u32Field("tokenizer.ggml.eos_token_id", 2),
  flagField("tokenizer.ggml.add_bos_token", false),
  flagField("tokenizer.ggml.add_space_prefix", false),
  textField("tokenizer.chat_template", chatMl)
]

const chatMl =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const f32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}
const text = (value: string) => {
  const bytes = Buffer.from(value)
  return Buffer.concat([u64(bytes.length), bytes])
}

const field = (key: string, type: number, ...value: ReadonlyArray<Buffer>) =>
  Buffer.concat([text(key), u32(type), ...value])
const u32Field = (key: string, value: number) => field(key, 4, u32(value))
const f32Field = (key: string, value: number) => field(key, 6, f32(value))
const flagField = (key: string, value: boolean) => field(key, 7, Buffer.from([value ? 1 : 0]))
const textField = (key: string, value: string) => field(key, 8, text(value))
const arrayField = (key: string, type: number, items: ReadonlyArray<Buffer>) =>
  field(key, 9, u32(type), u64(items.length), ...items)

/** Padded to the alignment of tensors. */
const aligned = (bytes: Buffer) =>
  Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)])
