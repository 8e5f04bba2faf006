import { Latch } from "effect"

/** Wakes every fiber that waits for the next change of some state. */
export interface ChangeLatch {
  readonly notify: () => void
  /**
   * A latch that opens with the next change. Take it before reading the state, so that no change is
   * missed; the caller bounds its wait.
   */
  readonly next: () => Latch.Latch
}

export const make = (): ChangeLatch => {
  let latch = Latch.makeUnsafe()
  return {
    notify: () => {
      const before = latch
      latch = Latch.makeUnsafe()
      // Opening runs the waiters at once, and they may wait for the next change.
      Latch.openUnsafe(before)
    },
    next: () => latch
  }
}
