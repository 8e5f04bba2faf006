import { SurfaceId } from "@aethercast/domain/UiDefinition"
import { Effect } from "effect"
import { useEffect, useMemo } from "preact/hooks"
import { myTasteAtom } from "../history/MyEpisodes.ts"
import { usePageServices } from "../PageServices.ts"
import { Surface } from "../surface/Surface.tsx"
import { definitionOf, isNotFound, surfaceAtom } from "../surface/SurfaceSubscription.ts"
import { MessagePage } from "../ui/MessagePage.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { ContinueListening } from "./ContinueListening.tsx"
import { LandingSkeleton } from "./LandingSkeleton.tsx"
import { personalPage } from "./PersonalPage.ts"

const landingAtom = surfaceAtom(SurfaceId.make("landing"))

/** Unfinished episodes, then the topics in the layout that the server describes. */
export const LandingPage = () => {
  const result = useAtomValue(landingAtom)
  const taste = useAtomValue(myTasteAtom)
  const shared = definitionOf(result)
  const definition = useMemo(() => shared && personalPage(shared, taste), [shared, taste])
  const { mine } = usePageServices()
  useEffect(() => {
    document.title = "Aethercast"
  }, [])
  // The topics come first: a taste is loaded when they are there.
  const isLoaded = shared !== undefined
  useEffect(() => {
    if (isLoaded) Effect.runFork(mine.refreshTaste)
  }, [mine, isLoaded])
  if (isNotFound(result)) {
    return <MessagePage title="No topics here" text="This server has no page of topics." />
  }
  return (
    <div class="landing">
      <ContinueListening />
      {definition === undefined ? <LandingSkeleton /> : <Surface definition={definition} />}
    </div>
  )
}
