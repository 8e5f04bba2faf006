import type { ComponentChildren } from "preact"
import { landingPath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"

/** A page that only shows a message; with a text, also a link back to the topics. */
export const MessagePage = (props: {
  readonly title: string
  readonly text?: string
  /** Actions beside the link. */
  readonly children?: ComponentChildren
}) => (
  <section class="message-page">
    <h1 tabIndex={-1}>{props.title}</h1>
    {props.text !== undefined && (
      <>
        <p>{props.text}</p>
        <div class="message-page-actions">
          {props.children}
          <Link to={landingPath} class="button button-secondary">
            Back to the topics
          </Link>
        </div>
      </>
    )}
  </section>
)
