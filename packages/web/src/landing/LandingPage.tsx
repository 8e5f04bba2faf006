import { SurfaceId } from "@aethercast/domain/UiDefinition"
import { useEffect } from "preact/hooks"
import { useAtom } from "../ui/useAtomValue.ts"
import { Message } from "../ui/MessagePage.tsx"
import { Surface } from "../surface/Surface.tsx"
import { definitionOf, isMissing, surfaceAtom } from "../surface/SurfaceSubscription.ts"
import { Continue } from "./ContinueListening.tsx"
import { Skeleton } from "./LandingSkeleton.tsx"

const landing = surfaceAtom(SurfaceId.make("landing"))

/** The topics of now, as the server lays them out. */
export const Landing = () => {
  const watched = useAtom(landing)
  const definition = definitionOf(watched)
  useEffect(() => {
    document.title = "Aethercast"
  }, [])
  if (isMissing(watched)) {
    return (
      <Message title="There are no topics here" words="This server offers no page of topics." />
    )
  }
  return (
    <div class="landing">
      <Continue />
      {definition === undefined ? <Skeleton /> : <Surface definition={definition} />}
    </div>
  )
}
