import { hostCount } from "@aethercast/domain/Hosts"
import { useContext } from "preact/hooks"
import { AtomRegistryContext } from "../ui/AtomRegistryContext.ts"
import { RadioGroup } from "../ui/RadioGroup.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import {
  hostOptions,
  lengthOptions,
  preferencesAtom,
  styleOptions,
  withStyle
} from "./Preferences.ts"

/** Length, style and number of hosts of all episodes that are requested from now on. */
export const PreferencesForm = () => {
  const registry = useContext(AtomRegistryContext)
  const preferences = useAtomValue(preferencesAtom)
  return (
    <div class="preferences-form">
      <RadioGroup
        legend="Length"
        options={lengthOptions}
        value={preferences.lengthSeconds}
        onChange={(lengthSeconds) =>
          registry.set(preferencesAtom, { ...preferences, lengthSeconds })
        }
      />
      <RadioGroup
        legend="Style"
        options={styleOptions}
        value={preferences.style}
        onChange={(style) => registry.set(preferencesAtom, withStyle(preferences, style))}
      />
      <RadioGroup
        legend="Hosts"
        options={hostOptions(preferences.style)}
        value={hostCount(preferences.style, preferences.hosts)}
        onChange={(hosts) => registry.set(preferencesAtom, { ...preferences, hosts })}
      />
    </div>
  )
}
