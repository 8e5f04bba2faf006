import type { ComponentChildren } from "preact"
import { landingPath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"

/** A page that has only something to say. */
export const Message = (props: {
  readonly title: string
  readonly words?: string
  readonly children?: ComponentChildren
}) => (
  <section class="message-page">
    <h1 tabIndex={-1}>{props.title}</h1>
    {props.words !== undefined && (
      <>
        <p>{props.words}</p>
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
