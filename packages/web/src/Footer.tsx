import type { Provider } from "@aethercast/domain/Provider"
import { welcomeAtom } from "./connection/Handshake.ts"
import { useAtomValue } from "./ui/useAtomValue.ts"

const kindLabels: Readonly<Record<Provider["kind"], string>> = {
  writer: "Writing",
  voice: "Voices",
  covers: "Covers",
  sources: "Sources",
  database: "Database"
}

/** The providers that the product is running on. */
export const Footer = () => {
  const providers = useAtomValue(welcomeAtom)?.providers ?? []
  return (
    <footer class="footer">
      {providers.length > 0 && (
        <section aria-label="What this runs on">
          <dl class="providers">
            {providers.map(({ advice, description, kind }) => (
              <div key={kind}>
                <dt>{kindLabels[kind]}</dt>
                <dd>
                  {description}
                  {advice !== undefined && (
                    <span class="provider-advice">
                      {advice.text}
                      {advice.command !== undefined && <code>{advice.command}</code>}
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <p class="footer-note">
        <span>
          Episodes are made by software and spoken by computer voices, from the sources they cite.
          Please check anything important.
        </span>
        <a href="/docs">API reference</a>
      </p>
    </footer>
  )
}
