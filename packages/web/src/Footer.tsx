import type { Provider } from "@aethercast/domain/Provider"
import { welcomeAtom } from "./connection/Welcome.ts"
import { useAtom } from "./look/Atoms.tsx"

const needs: Readonly<Record<Provider["need"], string>> = {
  writer: "Writing",
  voice: "Voices",
  covers: "Covers",
  sources: "Sources",
  database: "Database"
}

/** What the product is running on at the moment. */
export const Footer = () => {
  const providers = useAtom(welcomeAtom)?.providers ?? []
  return (
    <footer class="footer">
      {providers.length > 0 && (
        <section aria-label="What this runs on">
          <dl class="providers">
            {providers.map(({ description, need }) => (
              <div key={need}>
                <dt>{needs[need]}</dt>
                <dd>{description}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <p class="footer-line">
        <span>
          Episodes are made by software from the sources that they name. Check what matters.
        </span>
        <a href="/docs">Interface for programs</a>
      </p>
    </footer>
  )
}
