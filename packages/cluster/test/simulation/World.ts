import { type Random, seeded } from "../harness/fuzz/Random.ts"
import { Process, type Surroundings } from "./Process.ts"

interface Event {
  readonly at: number
  readonly order: number
  /** The process whose event loop handles it; undefined for what happens outside of all. */
  readonly owner: Process | undefined
  readonly run: () => void
}

/**
 * Everything that happens in a simulation, in one thread and in an order that follows from the seed: which
 * process takes its next step is drawn, and the time is advanced only when no process has anything to do.
 */
export class World implements Surroundings {
  /** Milliseconds since the start. */
  now = 0
  readonly random: Random
  readonly processes: Array<Process> = []
  private readonly maxSteps: number
  private readonly events: Array<Event> = []
  private order = 0
  private steps = 0
  private isAwaitingPromise = false

  constructor(seed: number, maxSteps: number) {
    this.random = seeded(seed)
    this.maxSteps = maxSteps
  }

  start(name: string): Process {
    const process = new Process(this, name, this.processes.length)
    this.processes.push(process)
    return process
  }

  /** Runs `run` after `millis`, in the event loop of `owner`: never if that is killed before. */
  after(millis: number, owner: Process | undefined, run: () => void): void {
    const event = { at: this.now + millis, order: this.order++, owner, run }
    let index = this.events.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = this.events[parent]
      if (above === undefined || isBefore(above, event)) break
      this.events[index] = above
      index = parent
    }
    this.events[index] = event
  }

  /** Some code has made a promise: it is settled within a few microtasks. */
  promised(): void {
    this.isAwaitingPromise = true
  }

  /**
   * Goes on until `isDone`, or for `millis`; returns whether it is done. Rejects when the simulation takes
   * more than `maxSteps` in all.
   */
  async runUntil(isDone: () => boolean, millis: number): Promise<boolean> {
    const end = this.now + millis
    while (!isDone()) {
      if (++this.steps > this.maxSteps) {
        throw new Error(`more than ${this.maxSteps} steps, the last at ${this.now} ms`)
      }
      if (!this.step(end)) return false
      if (this.isAwaitingPromise) {
        this.isAwaitingPromise = false
        for (let tick = 0; tick < microtasks; tick++) await undefined
      }
    }
    return true
  }

  private step(end: number): boolean {
    const runnable = this.processes.filter((process) => process.isRunnable())
    if (runnable.length > 0) {
      this.random.pick(runnable).step()
      return true
    }
    const next = this.pop(end)
    if (next === undefined) {
      this.now = end
      return false
    }
    this.now = next.at
    if (next.owner === undefined) next.run()
    else next.owner.enqueue(next.run)
    return true
  }

  private pop(end: number): Event | undefined {
    const [first] = this.events
    if (first === undefined || first.at > end) return undefined
    const last = this.events.pop()
    if (last === undefined || last === first) return first
    let index = 0
    while (true) {
      const left = this.events[2 * index + 1]
      const right = this.events[2 * index + 2]
      if (left === undefined) break
      const [child, at] =
        right !== undefined && isBefore(right, left)
          ? [right, 2 * index + 2]
          : [left, 2 * index + 1]
      if (isBefore(last, child)) break
      this.events[index] = child
      index = at
    }
    this.events[index] = last
    return first
  }
}

const isBefore = (left: Event, right: Event) =>
  left.at < right.at || (left.at === right.at && left.order < right.order)

/** More than the engine's hash of an execution id takes. */
const microtasks = 12
