import type { Random } from "../harness/fuzz/Random.ts"

/** What becomes of a message, or of a statement. */
export interface Fate {
  /** Milliseconds until it arrives. */
  readonly delay: number
  readonly isLost: boolean
}

/**
 * How often what happens to messages and statements, while `isOn`. All of it is what networks, kernels and
 * databases do: a connection loses nothing in its middle, but may go silent; a statement may be executed
 * although its answer is lost.
 */
export class Faults {
  isOn = false
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  /** Of a message between two processes. */
  message(): Fate {
    return this.fate(400)
  }

  /** Of a statement on its way to the database, or of its result on the way back. */
  statement(): Fate {
    return this.fate(300)
  }

  /** Whether a client that got its answer sends its request once more. */
  isRepeated(): boolean {
    return this.isOn && this.random.oneIn(6)
  }

  private fate(lossOneIn: number): Fate {
    if (!this.isOn) return { delay: 1, isLost: false }
    const isLost = this.random.oneIn(lossOneIn)
    const isSlow = this.random.oneIn(40)
    return { delay: 1 + this.random.int(isSlow ? 3000 : 10), isLost }
  }
}
