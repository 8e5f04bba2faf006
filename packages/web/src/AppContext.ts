import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Desk } from "./listener/EpisodeRequests.ts"

export const DeskContext = createContext<Desk | undefined>(undefined)

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error("Rendered outside of the page's desk")
  return desk
}
