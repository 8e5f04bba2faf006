import { Component, type ComponentChildren } from "preact"

/** Stands where something could not be shown, and says so. */
export const Note = ({ label }: { readonly label: string }) => (
  <p class="fallback" role="note">
    {label}
  </p>
)

interface Props {
  readonly label: string
  /** What is rendered: when it changes, it is tried again. */
  readonly of: unknown
  readonly children: ComponentChildren
}

/** Keeps the failure of one component to itself. */
export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static override getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate(previous: Props) {
    if (this.state.failed && previous.of !== this.props.of) this.setState({ failed: false })
  }

  override render() {
    return this.state.failed ? <Note label={this.props.label} /> : this.props.children
  }
}
