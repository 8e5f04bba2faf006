import { Atom } from "effect/reactivity"

/** Whether the browser reports a network connection. */
export const onlineAtom = Atom.make((get) => {
  const update = () => get.setSelf(navigator.onLine)
  addEventListener("online", update)
  addEventListener("offline", update)
  get.addFinalizer(() => {
    removeEventListener("online", update)
    removeEventListener("offline", update)
  })
  return navigator.onLine
})
