import { SurfaceId } from "@aethercast/domain/UiDefinition"
import { useEffect } from "preact/hooks"
import { Surface } from "../surface/Surface.tsx"
import { definitionOf, isNotFound, surfaceAtom } from "../surface/SurfaceSubscription.ts"
import { MessagePage } from "../ui/MessagePage.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { ContinueListening } from "./ContinueListening.tsx"
import { LandingSkeleton } from "./LandingSkeleton.tsx"

const landingAtom = surfaceAtom(SurfaceId.make("landing"))

/** Unfinished episodes, then the topics in the layout that the server describes. */
export const LandingPage = () => {
  const result = useAtomValue(landingAtom)
  const definition = definitionOf(result)
  useEffect(() => {
    document.title = "Aethercast"
  }, [])
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
