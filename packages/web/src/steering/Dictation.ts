import type { Language } from "@aethercast/domain/Language"

/** What is used of the browser's speech recognition. https://webaudio.github.io/web-speech-api/ */
interface SpeechRecognition extends EventTarget {
  lang: string
  interimResults: boolean
  onresult: ((event: RecognitionEvent) => void) | null
  onerror: ((event: { readonly error: string }) => void) | null
  onend: (() => void) | null
  start(): void
  abort(): void
}

interface RecognitionEvent {
  readonly results: ArrayLike<
    ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }
  >
}

declare global {
  interface Window {
    readonly SpeechRecognition?: new () => SpeechRecognition
    readonly webkitSpeechRecognition?: new () => SpeechRecognition
  }
}

/** Whether the browser can write down what is said. */
export const isSupported = (): boolean => recognition() !== undefined

interface Listener {
  /** What was understood so far. */
  readonly onWords: (words: string) => void
  /** Nothing more comes: the words as they were understood, or why there are none. */
  readonly onEnd: (end: { readonly words: string } | { readonly problem: string }) => void
}

/** Writes down one sentence that is said into the microphone. Returns how to stop. */
export const listen = (language: Language, { onEnd, onWords }: Listener): (() => void) => {
  const Recognition = recognition()
  if (Recognition === undefined) {
    onEnd({ problem: problemOf("unsupported") })
    return () => {}
  }
  const dictation = new Recognition()
  dictation.lang = language
  dictation.interimResults = true
  let words = ""
  let problem: string | undefined
  dictation.onresult = ({ results }) => {
    words = Array.from(results, (result) => result[0]?.transcript ?? "")
      .join(" ")
      .trim()
    onWords(words)
  }
  dictation.onerror = ({ error }) => {
    problem = problemOf(error)
  }
  dictation.onend = () =>
    onEnd(words === "" ? { problem: problem ?? problemOf("no-speech") } : { words })
  dictation.start()
  return () => dictation.abort()
}

const recognition = () => window.SpeechRecognition ?? window.webkitSpeechRecognition

const problemOf = (error: string): string => {
  switch (error) {
    case "not-allowed":
    case "service-not-allowed":
      return "The browser may not use the microphone. Allow it, or type the question."
    case "audio-capture":
      return "No microphone was found. Type the question."
    case "no-speech":
    case "aborted":
      return "Nothing was heard. Try again, or type the question."
    default:
      return "The browser could not write down what you said. Type the question."
  }
}
