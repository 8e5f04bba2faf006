import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { float, int64, model, node, tensor, value } from "./Onnx.ts"

/** Samples per second. */
export const rate = 44_100

/** Seconds for each character of a text; the library adds some of its own. */
export const secondsPerCharacter = 0.06

const speakers = 10
/** Samples for an element of the latent. */
const chunk = 512 * 6

/**
 * Writes the files of a Supertonic 3 voice that needs no training: 5 KB of ONNX, which sherpa-onnx loads
 * like any other. A text is a tone for each of its characters, higher for each further speaker.
 */
export const write = (folder: string): void => {
  const write = (name: string, graph: Parameters<typeof model>[0]) =>
    writeFileSync(join(folder, `${name}.int8.onnx`), model(graph))
  const text = value("text_ids", int64, ["batch", "text"])
  const mask = value("text_mask", float, ["batch", 1, "text"])
  const style = value("style_ttl", float, ["batch", 1, 1])
  write("duration_predictor", {
    inputs: [text, value("style_dp", float, ["batch", 1, 1]), mask],
    outputs: [value("duration", float, ["batch"])],
    initializers: [
      tensor("each", float, [1], [secondsPerCharacter]),
      tensor("axes", int64, [2], [1, 2])
    ],
    nodes: [
      node("ReduceSum", ["text_mask", "axes"], ["count"], { keepdims: 0 }),
      node("Mul", ["count", "each"], ["duration"])
    ]
  })
  // For each character its tone, in Hz.
  write("text_encoder", {
    inputs: [text, style, mask],
    outputs: [value("text_emb", float, ["batch", 1, "text"])],
    initializers: [
      tensor("base", float, [1], [120]),
      tensor("step", float, [1], [4]),
      tensor("axis", int64, [1], [1])
    ],
    nodes: [
      node("Cast", ["text_ids"], ["ids"], { to: float }),
      node("Mul", ["ids", "step"], ["steps"]),
      node("Add", ["steps", "base"], ["hertz"]),
      node("Unsqueeze", ["hertz", "axis"], ["row"]),
      node("Mul", ["row", "style_ttl"], ["text_emb"])
    ]
  })
  // Stretches the tones over the latent; the noise is multiplied by zero.
  write("vector_estimator", {
    inputs: [
      value("noisy_latent", float, ["batch", 144, "latent"]),
      value("text_emb", float, ["batch", 1, "text"]),
      style,
      value("latent_mask", float, ["batch", 1, "latent"]),
      mask,
      value("current_step", float, ["batch"]),
      value("total_step", float, ["batch"])
    ],
    outputs: [value("denoised_latent", float, ["batch", 144, "latent"])],
    initializers: [
      tensor("zero", float, [1], [0]),
      tensor("roi", float, [0], []),
      tensor("scales", float, [0], []),
      tensor("ones", int64, [2], [1, 1]),
      tensor("from", int64, [1], [2]),
      tensor("to", int64, [1], [3])
    ],
    nodes: [
      node("Shape", ["noisy_latent"], ["shape"]),
      node("Slice", ["shape", "from", "to"], ["length"]),
      node("Concat", ["ones", "length"], ["sizes"], { axis: 0 }),
      node("Resize", ["text_emb", "roi", "scales", "sizes"], ["tones"]),
      node("Mul", ["noisy_latent", "zero"], ["nothing"]),
      node("Add", ["nothing", "tones"], ["denoised_latent"])
    ]
  })
  write("vocoder", {
    inputs: [value("latent", float, ["batch", 144, "latent"])],
    outputs: [value("wav_tts", float, ["batch", "samples"])],
    initializers: [
      tensor("first", int64, [1], [0]),
      tensor("second", int64, [1], [1]),
      tensor("rows", int64, [1], [1]),
      tensor("columns", int64, [1], [3]),
      tensor("shape", int64, [4], [1, 1, 1, chunk]),
      tensor("flat", int64, [2], [1, -1]),
      tensor("omega", float, [1], [(2 * Math.PI) / rate]),
      tensor("loud", float, [1], [0.3]),
      tensor("axis", int64, [], [1])
    ],
    nodes: [
      node("Slice", ["latent", "first", "second", "rows"], ["one"]),
      node("Unsqueeze", ["one", "columns"], ["hertz"]),
      node("Expand", ["hertz", "shape"], ["spread"]),
      node("Reshape", ["spread", "flat"], ["line"]),
      node("CumSum", ["line", "axis"], ["cycles"]),
      node("Mul", ["cycles", "omega"], ["phase"]),
      node("Sin", ["phase"], ["sine"]),
      node("Mul", ["sine", "loud"], ["wav_tts"])
    ]
  })
  const settings = {
    ae: { sample_rate: rate, base_chunk_size: 512 },
    ttl: { chunk_compress_factor: 6, latent_dim: 24 }
  }
  writeFileSync(join(folder, "tts.json"), JSON.stringify(settings))
  const ids = Int32Array.from({ length: 65_536 }, (_, code) =>
    code >= 32 && code < 0x180 ? code - 31 : -1
  )
  writeFileSync(join(folder, "unicode_indexer.bin"), new Uint8Array(ids.buffer))
  const sizes = BigInt64Array.from([speakers, 1, 1, speakers, 1, 1], (size) => BigInt(size))
  const styles = Float32Array.from({ length: speakers }, (_, speaker) => 1 + speaker / 10)
  writeFileSync(
    join(folder, "voice.bin"),
    Buffer.concat([sizes, styles, styles].map(({ buffer }) => new Uint8Array(buffer)))
  )
}
