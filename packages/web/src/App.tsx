import { useEffect, useRef } from "preact/hooks"
import { ConnectionNote } from "./connection/ConnectionIndicator.tsx"
import { EpisodePage } from "./episode/EpisodePage.tsx"
import { Footer } from "./Footer.tsx"
import { Landing } from "./landing/LandingPage.tsx"
import { useAtom } from "./ui/useAtomValue.ts"
import { Mark } from "./ui/Icons.tsx"
import { Message } from "./ui/MessagePage.tsx"
import { PlayerBar } from "./player/PlayerBar.tsx"
import { landingPath, parse, type Route } from "./routing/Route.ts"
import { Link, pathAtom } from "./routing/Router.tsx"
import { Boundary } from "./ui/ErrorBoundary.tsx"

export const App = () => {
  const path = useAtom(pathAtom)
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // A new page starts at its heading, for those who do not see it change.
  useEffect(() => {
    if (!first.current) main.current?.querySelector("h1")?.focus({ preventScroll: true })
    first.current = false
  }, [path])
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <Link to={landingPath} class="brand" label="Aethercast, all topics">
          <Mark />
          <span>Aethercast</span>
        </Link>
        <ConnectionNote />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Boundary label="This page could not be shown. Reload it." of={path}>
          <Page route={parse(path)} />
        </Boundary>
      </main>
      <Footer />
      <PlayerBar />
    </>
  )
}

const Page = ({ route }: { readonly route: Route }) => {
  switch (route._tag) {
    case "Landing":
      return <Landing />
    case "Episode":
      return <EpisodePage key={route.id} id={route.id} />
    case "Unknown":
      return <Message title="There is no such page" words="Its address may be mistyped." />
  }
}
