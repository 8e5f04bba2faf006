import { cpSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { float, int64, model, node, tensor, value } from "./Onnx.ts"

/** Samples per second. */
export const rate = 24_000

/** Samples for each phoneme of a text. */
const hop = 1200

const phonemes = [..." $.,?!:;—ˈˌːabcdefhijklmnopqrstuvwxyzɑɐɒæɔəɚɛɜɡɪŋɹɾʃθðʊʌʒʔᵻ"]

/**
 * Writes the files of a Kokoro or Kitten voice that needs no training. A text is a tone for each of its
 * phonemes, higher for each further speaker.
 */
export const write = (
  folder: string,
  { espeakData, kind }: { readonly kind: "kokoro" | "kitten"; readonly espeakData: string }
): void => {
  const isKokoro = kind === "kokoro"
  const speakers = isKokoro ? 11 : 8
  // Kokoro has a style for each length of a text.
  const styles = isKokoro ? 510 : 1
  const graph = {
    inputs: [
      value("tokens", int64, [1, "time"]),
      value("style", float, [1, 1]),
      value("speed", float, [1])
    ],
    outputs: [value("audio", float, ["samples"])],
    initializers: [
      tensor(
        "pitch",
        float,
        [phonemes.length],
        phonemes.map((_, id) => (id < 12 ? 0 : 150 + 8 * id))
      ),
      tensor("hop", float, [1], [hop]),
      tensor("one", int64, [1], [1]),
      tensor("axis", int64, [1], [2]),
      tensor("flat", int64, [1], [-1]),
      tensor("omega", float, [1], [(2 * Math.PI) / rate]),
      tensor("loud", float, [1], [0.3]),
      tensor("first", int64, [], [0])
    ],
    nodes: [
      node("Gather", ["pitch", "tokens"], ["hertz"]),
      node("Mul", ["hertz", "style"], ["tones"]),
      node("Div", ["hop", "speed"], ["each"]),
      node("Cast", ["each"], ["count"], { to: int64 }),
      node("Concat", ["one", "one", "count"], ["shape"], { axis: 0 }),
      node("Unsqueeze", ["tones", "axis"], ["columns"]),
      node("Expand", ["columns", "shape"], ["spread"]),
      node("Reshape", ["spread", "flat"], ["line"]),
      node("CumSum", ["line", "first"], ["cycles"]),
      node("Mul", ["cycles", "omega"], ["phase"]),
      node("Sin", ["phase"], ["sine"]),
      node("Mul", ["sine", "loud"], ["audio"])
    ],
    metadata: {
      model_type: isKokoro ? "kokoro" : "kitten-tts",
      language: "English",
      has_espeak: 1,
      sample_rate: rate,
      version: 1,
      voice: "en-us",
      style_dim: isKokoro ? "510,1,1" : "1,1",
      n_speakers: speakers,
      speaker_names: Array.from({ length: speakers }, (_, number) => `s${number}`).join(",")
    }
  }
  writeFileSync(join(folder, isKokoro ? "model.int8.onnx" : "model.fp16.onnx"), model(graph))
  const voices = Float32Array.from(
    { length: speakers * styles },
    (_, at) => 1 + Math.floor(at / styles) / 10
  )
  writeFileSync(join(folder, "voices.bin"), new Uint8Array(voices.buffer))
  writeFileSync(
    join(folder, "tokens.txt"),
    phonemes.map((phoneme, id) => `${phoneme} ${id}\n`).join("")
  )
  cpSync(espeakData, join(folder, "espeak-ng-data"), { recursive: true })
}
