import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

/** Where in the panel the line stands that is being followed: a third from its top. */
const height = 0.33
/** Once a scroll of ours moves, it has come to rest when nothing has moved for this long. */
const restMillis = 800
/** A way longer than this many panels is jumped rather than glided. */
const far = 2

/**
 * Scrolls a panel along until its user scrolls it; then `following` is false until `follow` is called.
 * `show` brings what a selector names into view.
 */
export const useFollowing = (panel: RefObject<HTMLElement | null>) => {
  const [following, setFollowing] = useState(true)
  const ours = useRef(0)

  useEffect(() => {
    const element = panel.current
    if (element === null) return
    const rest = () => {
      ours.current = 0
    }
    const scrolled = () => {
      if (performance.now() > ours.current) setFollowing(false)
      else ours.current = performance.now() + restMillis
    }
    const byHand = ["wheel", "touchmove", "keydown"] as const
    for (const name of byHand) element.addEventListener(name, rest, { passive: true })
    element.addEventListener("scrollend", rest)
    element.addEventListener("scroll", scrolled, { passive: true })
    return () => {
      for (const name of byHand) element.removeEventListener(name, rest)
      element.removeEventListener("scrollend", rest)
      element.removeEventListener("scroll", scrolled)
    }
  }, [panel])

  const show = (selector: string) => {
    const element = panel.current
    const target = element?.querySelector(selector)
    if (element === null || target === null || target === undefined) return
    const from = target.getBoundingClientRect().top - element.getBoundingClientRect().top
    const top = Math.max(0, element.scrollTop + from - element.clientHeight * height)
    const goal = Math.min(top, element.scrollHeight - element.clientHeight)
    const way = Math.abs(goal - element.scrollTop)
    if (way < 1) return
    ours.current = performance.now() + restMillis
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    const jump = calm || way > element.clientHeight * far
    element.scrollTo({ top: goal, behavior: jump ? "instant" : "smooth" })
  }

  return { following, follow: () => setFollowing(true), show }
}
