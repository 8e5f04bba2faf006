import { LengthSeconds } from "@aethercast/domain/EpisodeRequest"
import { HostCount, hostCount, hostNames, hostRanges, hostsOf } from "@aethercast/domain/Hosts"
import { Style } from "@aethercast/domain/Script"
import { Option, Schema } from "effect"
import { Atom } from "effect/reactivity"
import * as LocalStorage from "./LocalStorage.ts"

/** Length, style and number of hosts of the episodes that the listener requests. */
export const Preferences = Schema.Struct({
  lengthSeconds: LengthSeconds,
  style: Style,
  /** Absent for as many as the style usually has. */
  hosts: Schema.optionalKey(HostCount)
})
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
  { value: "conversation", label: "Conversation", description: "The hosts talk it through" },
  { value: "briefing", label: "Briefing", description: "Dense and to the point" },
  { value: "story", label: "Story", description: "A narrative from beginning to end" },
  { value: "interview", label: "Interview", description: "One host asks, the others answer" },
  {
    value: "debate",
    label: "Debate",
    description: "Short turns; a language model weighs both sides"
  },
  { value: "explainer", label: "Explainer", description: "Simple sentences, with questions" },
  { value: "lecture", label: "Lecture", description: "One host from beginning to end" }
]

/** The numbers of hosts that a style can have. */
export const hostOptions = (style: Style) => {
  const { fewest, most } = hostRanges[style]
  return Array.from({ length: most - fewest + 1 }, (_, index) => {
    const value = fewest + index
    return { value, label: String(value), description: namesOf(value) }
  })
}

const namesOf = (count: number): string =>
  new Intl.ListFormat("en").format(hostNames(hostsOf(count)))

/** The preferences with another style, and the number of hosts that it can have. */
export const withStyle = ({ hosts, ...preferences }: Preferences, style: Style): Preferences => ({
  ...preferences,
  style,
  ...(hosts !== undefined && hostCount(style, hosts) === hosts && { hosts })
})

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
