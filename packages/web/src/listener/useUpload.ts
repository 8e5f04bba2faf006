import type { ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { Effect, Fiber } from "effect"
import { useEffect, useRef, useState } from "preact/hooks"
import { upload } from "./DocumentUpload.ts"

/** What the listener gives to read instead of words. */
export type GivenDocument =
  | { readonly _tag: "None" }
  | { readonly _tag: "Sending"; readonly name: string; readonly share: number }
  | { readonly _tag: "Read"; readonly document: ListenerDocument }
  | { readonly _tag: "Refused"; readonly name: string; readonly reason: string }

/** One document at a time: the next one replaces it, and an upload that goes on is given up. */
export const useUpload = () => {
  const [given, setGiven] = useState<GivenDocument>(none)
  const running = useRef<Fiber.Fiber<void> | undefined>(undefined)

  const stop = () => {
    if (running.current !== undefined) Effect.runFork(Fiber.interrupt(running.current))
    running.current = undefined
  }
  useEffect(() => stop, [])

  return {
    given,
    give(file: File) {
      stop()
      const { name } = file
      setGiven({ _tag: "Sending", name, share: 0 })
      running.current = Effect.runFork(
        upload(file, (share) => setGiven({ _tag: "Sending", name, share })).pipe(
          Effect.match({
            onFailure: ({ reason }) => setGiven({ _tag: "Refused", name, reason }),
            onSuccess: (document) => setGiven({ _tag: "Read", document })
          })
        )
      )
    },
    clear() {
      stop()
      setGiven(none)
    }
  }
}

const none: GivenDocument = { _tag: "None" }
