import type { ComponentChildren } from "preact"
import { useContext, useId } from "preact/hooks"
import { Registry, useAtom } from "../ui/useAtomValue.ts"
import { lengths, preferencesAtom, styles } from "./Preferences.ts"

/** How long episodes are to be, and in which manner; kept for all that follow. */
export const Wishes = () => {
  const registry = useContext(Registry)
  const preferences = useAtom(preferencesAtom)
  return (
    <div class="preferences-form">
      <Choice legend="Length">
        {(name) =>
          lengths.map(({ label, seconds }) => (
            <Option
              key={seconds}
              name={name}
              label={label}
              checked={preferences.lengthSeconds === seconds}
              choose={() =>
                registry.set(preferencesAtom, { ...preferences, lengthSeconds: seconds })
              }
            />
          ))
        }
      </Choice>
      <Choice legend="Style">
        {(name) =>
          styles.map(({ label, manner, style }) => (
            <Option
              key={style}
              name={name}
              label={label}
              title={manner}
              checked={preferences.style === style}
              choose={() => registry.set(preferencesAtom, { ...preferences, style })}
            />
          ))
        }
      </Choice>
    </div>
  )
}

const Choice = (props: {
  readonly legend: string
  readonly children: (name: string) => ComponentChildren
}) => {
  const name = useId()
  return (
    <fieldset class="radio-group">
      <legend>{props.legend}</legend>
      <div class="radio-group-options">{props.children(name)}</div>
    </fieldset>
  )
}

const Option = (props: {
  readonly name: string
  readonly label: string
  readonly title?: string
  readonly checked: boolean
  readonly choose: () => void
}) => (
  <label class="radio-option" title={props.title}>
    <input type="radio" name={props.name} checked={props.checked} onChange={props.choose} />
    <span>{props.label}</span>
  </label>
)
