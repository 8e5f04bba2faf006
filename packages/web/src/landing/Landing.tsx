import { SurfaceId } from "@aethercast/domain/UiDefinition"
import { useEffect } from "preact/hooks"
import { useAtom } from "../look/Atoms.tsx"
import { Message } from "../look/Message.tsx"
import { Surface } from "../surface/Surface.tsx"
import { definitionOf, isMissing, surfaceAtom } from "../surface/Watch.ts"
import { Continue } from "./Continue.tsx"
import { Skeleton } from "./Skeleton.tsx"

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
