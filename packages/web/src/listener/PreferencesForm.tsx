import { useContext } from "preact/hooks"
import { AtomRegistryContext } from "../ui/AtomRegistryContext.ts"
import { RadioGroup } from "../ui/RadioGroup.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { lengthOptions, preferencesAtom, styleOptions } from "./Preferences.ts"

/** Length and style of all episodes that are requested from now on. */
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
        onChange={(style) => registry.set(preferencesAtom, { ...preferences, style })}
      />
    </div>
  )
}
