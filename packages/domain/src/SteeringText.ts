import type { NoEffect, SteeringOutcome } from "./SteeringCommand.ts"
import { SteeringOutcome as Outcome } from "./SteeringCommand.ts"

/** What a command does, in plain English, for the listener who gave it. */
export const describe = (outcome: SteeringOutcome): string =>
  Outcome.match(outcome, {
    Skipped: ({ aside }) =>
      aside === undefined ? "Moving on to the next part." : "Back to the topic.",
    AsideRequested: () => "The hosts will come to that next.",
    DepthChanged: ({ depth }) =>
      depth === 0
        ? "From the next part on: as it was."
        : `From the next part on: ${depth < 0 ? "simpler" : "deeper"}.`,
    Voted: ({ sources, up }) =>
      `${up ? "More" : "Less"} ${sources.length === 0 ? "like this in what is offered to you" : "from these sources from now on"}.`,
    None: ({ reason }) => reasons[reason]
  })

const reasons: Readonly<Record<NoEffect, string>> = {
  over: "This episode has ended and cannot be changed.",
  "nothing-heard": "Nothing is playing that this could be about.",
  "not-in-an-aside": "You are on the topic already.",
  "too-many-asides":
    "The hosts have enough questions at the moment. Try again after the next answer.",
  "too-many-commands": "This episode has been changed too often. It stays as it is.",
  "as-simple-as-it-gets": "It does not get simpler than this.",
  "as-deep-as-it-gets": "It does not get deeper than this."
}
