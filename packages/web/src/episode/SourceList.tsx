import type { Episode } from "@aethercast/domain/Episode"
import { citationUrl } from "@aethercast/domain/LibraryAddress"
import { External } from "../ui/Icons.tsx"
import { citations } from "./Citations.ts"

/** The sources of an episode, numbered as its lines cite them. */
export const SourceList = ({ episode }: { readonly episode: Episode }) => (
  <section class="sources" aria-label="Sources">
    <header class="section-header">
      <h2>Sources</h2>
    </header>
    {episode.sources.length === 0 ? (
      <p class="text-quiet">The sources will appear here as they are found.</p>
    ) : (
      <ol class="source-list">
        {[...citations(episode).values()].map(({ number, source }) => (
          <li key={source.id} class="source">
            <span class="source-number" aria-hidden="true">
              {number}
            </span>
            <a href={citationUrl(source)} target="_blank" rel="noopener">
              <span class="source-title">{source.title}</span>
              <span class="source-site">
                {source.site}
                <External />
              </span>
            </a>
          </li>
        ))}
      </ol>
    )}
  </section>
)
