import { LengthSeconds } from "@aethercast/domain/EpisodeRequest"
import { Style } from "@aethercast/domain/Script"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import * as LocalStorage from "./LocalStorage.ts"

/** Length and style of the episodes that the listener requests. */
export const Preferences = Schema.Struct({ lengthSeconds: LengthSeconds, style: Style })
export type Preferences = typeof Preferences.Type

/** The lengths on offer, in seconds. */
export const lengthOptions: ReadonlyArray<{ readonly value: number; readonly label: string }> = [
  { value: 60, label: "1 min" },
  { value: 180, label: "3 min" },
  { value: 300, label: "5 min" },
  { value: 600, label: "10 min" }
]

export const styleOptions: ReadonlyArray<{
  readonly value: Style
  readonly label: string
  readonly description: string
}> = [
  { value: "conversation", label: "Conversation", description: "Two voices talk it through" },
  { value: "briefing", label: "Briefing", description: "Dense and to the point" },
  { value: "story", label: "Story", description: "A narrative from beginning to end" },
  { value: "interview", label: "Interview", description: "One voice asks, the other answers" },
  {
    value: "debate",
    label: "Debate",
    description: "Two voices in short turns; a language model weighs both sides"
  },
  { value: "explainer", label: "Explainer", description: "Simple sentences, with questions" },
  { value: "lecture", label: "Lecture", description: "One voice from beginning to end" }
]

export const preferencesAtom = Atom.writable(
  (): Preferences =>
    Option.getOrElse(LocalStorage.get("preferences", Preferences), () => ({
      lengthSeconds: 300,
      style: "conversation" as const
    })),
  (context, next: Preferences) => {
    LocalStorage.set("preferences", Preferences, next)
    context.setSelf(next)
  }
).pipe(Atom.keepAlive)
