import { Latch } from "effect"

/** Wakes every fiber that waits for the next change of some state. */
export interface ChangeLatch {
  readonly notify: () => void
  /**
   * Opens with the next change after this call. Taken before the state is looked at, it misses none;
   * the caller bounds its wait.
   */
  readonly next: () => Latch.Latch
}

export const make = (): ChangeLatch => {
  let latch = Latch.makeUnsafe()
  return {
    notify: () => {
      const before = latch
      latch = Latch.makeUnsafe()
      // A waiter runs at once, and may wait for the next change.
      Latch.openUnsafe(before)
    },
    next: () => latch
  }
}
