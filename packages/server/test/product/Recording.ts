/// <reference lib="dom" />
import type { Page } from "playwright-core"
import { sampleRate } from "./Alignment.ts"

declare global {
  interface Window {
    recording: {
      /** The samples since the recording began, 16 bit. */
      readonly blocks: Array<Int16Array<ArrayBuffer>>
      /** Resolves with the `performance.now()` of the next sound above -50 dBFS. */
      nextSound(): Promise<number>
    }
  }
}

/** For pages that are recorded: their content security policy would block the worklet. All other pages keep it. */
export const recordable = { bypassCSP: true }

/** Records the output of the audio element of a `recordable` page from now on, sample by sample. */
export const record = async (page: Page): Promise<void> => {
  const script = `data:text/javascript,${encodeURIComponent(tap)}`
  await page.evaluate(
    async ({ rate, script }) => {
      const audio = document.getElementById("voice")
      if (!(audio instanceof HTMLAudioElement)) throw new Error("The page has no audio element")
      const context = new AudioContext({ sampleRate: rate })
      await context.audioWorklet.addModule(script)
      const node = new AudioWorkletNode(context, "tap", { outputChannelCount: [1] })
      context.createMediaElementSource(audio).connect(node).connect(context.destination)
      for (const gesture of ["pointerdown", "click", "keydown"]) {
        addEventListener(gesture, () => void context.resume(), { capture: true })
      }
      const blocks: Array<Int16Array<ArrayBuffer>> = []
      let sounded: (at: number) => void = () => undefined
      node.port.onmessage = ({ data }) => {
        if (data instanceof Int16Array) return blocks.push(data.slice())
        // The message may arrive late: the time of the sound is that of the audio context.
        const sinceSeconds = context.currentTime - data.loudFrame / rate
        return sounded(performance.now() - sinceSeconds * 1000)
      }
      window.recording = {
        blocks,
        nextSound: () =>
          new Promise((resolve) => {
            sounded = resolve
            node.port.postMessage("listen")
          })
      }
    },
    { rate: sampleRate, script }
  )
}

/** Everything that has been recorded so far. */
export const recorded = async (page: Page): Promise<Float32Array> => {
  const address = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const reader = new FileReader()
        reader.addEventListener("load", () => resolve(String(reader.result)))
        reader.readAsDataURL(new Blob(window.recording.blocks))
      })
  )
  const bytes = Buffer.from(address.slice(address.indexOf(",") + 1), "base64")
  return Float32Array.from(
    { length: bytes.length / 2 },
    (_, index) => bytes.readInt16LE(index * 2) / 32_768
  )
}

const tap = `
registerProcessor("tap", class extends AudioWorkletProcessor {
  block = new Int16Array(4096)
  filled = 0
  listens = false
  constructor() {
    super()
    this.port.onmessage = () => { this.listens = true }
  }
  process([[heard]], [[given]]) {
    if (heard !== undefined) given.set(heard)
    for (let i = 0; i < given.length; i++) {
      const sample = heard === undefined ? 0 : heard[i]
      if (this.listens && Math.abs(sample) > 10 ** (-50 / 20)) {
        this.listens = false
        this.port.postMessage({ loudFrame: currentFrame + i })
      }
      this.block[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)))
      if (this.filled === this.block.length) {
        this.port.postMessage(this.block)
        this.filled = 0
      }
    }
    return true
  }
})
`
