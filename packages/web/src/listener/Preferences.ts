import { LengthSeconds } from "@aethercast/domain/EpisodeRequest"
import { Style } from "@aethercast/domain/Script"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import { recall, remember } from "./LocalStorage.ts"

/** How the listener likes their episodes. */
export const Preferences = Schema.Struct({ lengthSeconds: LengthSeconds, style: Style })
export type Preferences = typeof Preferences.Type

export const lengths: ReadonlyArray<{ readonly seconds: number; readonly label: string }> = [
  { seconds: 60, label: "1 min" },
  { seconds: 180, label: "3 min" },
  { seconds: 300, label: "5 min" },
  { seconds: 600, label: "10 min" }
]

export const styles: ReadonlyArray<{
  readonly style: Style
  readonly label: string
  readonly manner: string
}> = [
  { style: "conversation", label: "Conversation", manner: "Two voices talk it through" },
  { style: "briefing", label: "Briefing", manner: "Dense and to the point" },
  { style: "story", label: "Story", manner: "Told from beginning to end" }
]

export const preferencesAtom = Atom.writable(
  (): Preferences =>
    Option.getOrElse(recall("preferences", Preferences), () => ({
      lengthSeconds: 300,
      style: "conversation" as const
    })),
  (context, next: Preferences) => {
    remember("preferences", Preferences, next)
    context.setSelf(next)
  }
).pipe(Atom.keepAlive)
