import { Component, type ComponentChildren } from "preact"
import { Fallback } from "./Fallback.tsx"

interface Props {
  readonly label: string
  /** The children render again when this changes. */
  readonly resetKey: unknown
  readonly children: ComponentChildren
}

/** Renders a fallback when a child throws, so that the rest of the page keeps working. */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static override getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate(previous: Props) {
    if (this.state.failed && previous.resetKey !== this.props.resetKey)
      this.setState({ failed: false })
  }

  override render() {
    return this.state.failed ? <Fallback label={this.props.label} /> : this.props.children
  }
}
