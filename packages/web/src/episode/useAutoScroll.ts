import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

/** Where the target comes to rest: a third of the panel's height below its top. */
const targetHeight = 0.33
/** Scroll events within this time of our own scroll, in milliseconds, belong to it. */
const settleMillis = 800
/** Distances above this many panel heights are jumped instead of animated. */
const maxAnimatedPanels = 2

/**
 * Scrolls a panel to follow its content, until the user scrolls it. `following` is then false until
 * `follow` is called. `scrollTo` brings the first element that matches a selector into view.
 */
export const useAutoScroll = (panel: RefObject<HTMLElement | null>) => {
  const [following, setFollowing] = useState(true)
  const ownScrollUntil = useRef(0)

  useEffect(() => {
    const element = panel.current
    if (element === null) return
    const endOwnScroll = () => {
      ownScrollUntil.current = 0
    }
    const onScroll = () => {
      if (performance.now() > ownScrollUntil.current) setFollowing(false)
      else ownScrollUntil.current = performance.now() + settleMillis
    }
    const userInputs = ["wheel", "touchmove", "keydown"] as const
    for (const name of userInputs) element.addEventListener(name, endOwnScroll, { passive: true })
    element.addEventListener("scrollend", endOwnScroll)
    element.addEventListener("scroll", onScroll, { passive: true })
    return () => {
      for (const name of userInputs) element.removeEventListener(name, endOwnScroll)
      element.removeEventListener("scrollend", endOwnScroll)
      element.removeEventListener("scroll", onScroll)
    }
  }, [panel])

  const scrollTo = (selector: string) => {
    const element = panel.current
    const target = element?.querySelector(selector)
    if (element === null || target === null || target === undefined) return
    const offset = target.getBoundingClientRect().top - element.getBoundingClientRect().top
    const wanted = Math.max(0, element.scrollTop + offset - element.clientHeight * targetHeight)
    const top = Math.min(wanted, element.scrollHeight - element.clientHeight)
    const distance = Math.abs(top - element.scrollTop)
    if (distance < 1) return
    ownScrollUntil.current = performance.now() + settleMillis
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches
    const jumps = reducedMotion || distance > element.clientHeight * maxAnimatedPanels
    element.scrollTo({ top, behavior: jumps ? "instant" : "smooth" })
  }

  return { following, follow: () => setFollowing(true), scrollTo }
}
