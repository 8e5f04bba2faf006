import { useEffect, useRef } from "preact/hooks"
import { ConnectionIndicator } from "./connection/ConnectionIndicator.tsx"
import { EpisodePage } from "./episode/EpisodePage.tsx"
import { Footer } from "./Footer.tsx"
import { MyEpisodesPage } from "./history/MyEpisodesPage.tsx"
import { LandingPage } from "./landing/LandingPage.tsx"
import { PlayerBar } from "./player/PlayerBar.tsx"
import { landingPath, myEpisodesPath, parse, type Route } from "./routing/Route.ts"
import { Link, pathAtom } from "./routing/Router.tsx"
import { ErrorBoundary } from "./ui/ErrorBoundary.tsx"
import { Logo } from "./ui/Icons.tsx"
import { MessagePage } from "./ui/MessagePage.tsx"
import { useAtomValue } from "./ui/useAtomValue.ts"

export const App = () => {
  const path = useAtomValue(pathAtom)
  const main = useRef<HTMLElement>(null)
  const isFirstPage = useRef(true)
  // Moves the focus to the heading of a new page, so that screen readers announce it.
  useEffect(() => {
    if (!isFirstPage.current) main.current?.querySelector("h1")?.focus({ preventScroll: true })
    isFirstPage.current = false
  }, [path])
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <Link to={landingPath} class="brand" label="Aethercast, all topics">
          <Logo />
          <span>Aethercast</span>
        </Link>
        <div class="site-links">
          <ConnectionIndicator />
          <nav aria-label="Site">
            <Link to={myEpisodesPath} class="site-link">
              My episodes
            </Link>
          </nav>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary label="This page could not be shown. Please reload it." resetKey={path}>
          <Page route={parse(path)} />
        </ErrorBoundary>
      </main>
      <Footer />
      <PlayerBar />
    </>
  )
}

const Page = ({ route }: { readonly route: Route }) => {
  switch (route._tag) {
    case "Landing":
      return <LandingPage />
    case "MyEpisodes":
      return <MyEpisodesPage />
    case "Episode":
      return <EpisodePage key={route.id} id={route.id} />
    case "Unknown":
      return <MessagePage title="Page not found" text="The address may be mistyped." />
  }
}
