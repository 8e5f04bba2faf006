import { useId } from "preact/hooks"

interface RadioOption<A> {
  readonly value: A
  readonly label: string
  /** Shown as a tooltip. */
  readonly description?: string
}

/** A single choice among a few options, in one row. */
export const RadioGroup = <A extends string | number>(props: {
  readonly legend: string
  readonly options: ReadonlyArray<RadioOption<A>>
  readonly value: A
  readonly onChange: (value: A) => void
}) => {
  const name = useId()
  return (
    <fieldset class="radio-group">
      <legend>{props.legend}</legend>
      <div class="radio-group-options">
        {props.options.map(({ description, label, value }) => (
          <label key={value} class="radio-option" title={description}>
            <input
              type="radio"
              name={name}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
