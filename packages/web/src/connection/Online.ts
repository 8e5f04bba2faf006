import { Atom } from "effect/reactivity"

/** Whether the browser believes that there is a network at all. */
export const onlineAtom = Atom.make((get) => {
  const look = () => get.setSelf(navigator.onLine)
  addEventListener("online", look)
  addEventListener("offline", look)
  get.addFinalizer(() => {
    removeEventListener("online", look)
    removeEventListener("offline", look)
  })
  return navigator.onLine
})
