import type { Duration } from "effect"
import { Effect } from "effect"
import type { WorkflowRun } from "../../workflow/WorkflowRun.ts"
import { type TaskRequest, TaskDispatcher, type TaskTarget } from "../TaskDispatcher.ts"
import type { TaskAnswer } from "../Task.ts"
import type { Refused, TaskFailure } from "../TaskFailure.ts"
import type { OutputMissing, TaskOutput } from "../TaskOutput.ts"
import type { ContractCodec } from "../../internal/ContractCodec.ts"
import * as OutputFollower from "./OutputFollower.ts"

export type AskEffect<A, E, R = never> = Effect.Effect<
  A,
  E | TaskFailure,
  TaskDispatcher | WorkflowRun | R
>

/** `ask` and `askStreaming` for the contract of an agent, or of all agents that share a capability. */
export const make = <I, A, E>(
  target: TaskTarget,
  codec: Pick<ContractCodec<I, A, E>, "decodeError" | "decodeSuccess" | "encodeInput">,
  timeout: Duration.Duration
) => {
  const dispatch = (request: Pick<TaskRequest, "step" | "streamed">, input: I) =>
    Effect.flatMap(TaskDispatcher, (dispatcher) =>
      Effect.flatMap(codec.encodeInput(input), (json) =>
        dispatcher.dispatch({ ...request, target, input: json, timeout })
      )
    )

  const decodeAnswer = ({ output }: TaskAnswer) => codec.decodeSuccess(output)
  const failWithOwn = ({ error }: Refused) => Effect.flatMap(codec.decodeError(error), Effect.fail)

  return {
    ask: (step: string, input: I): AskEffect<A, E> =>
      dispatch({ step, streamed: false }, input).pipe(
        Effect.flatMap(({ answer }) => answer),
        Effect.catchTag("Refused", failWithOwn),
        Effect.flatMap(decodeAnswer)
      ),

    askStreaming: <R>(
      step: string,
      input: I,
      onOutput: (output: TaskOutput) => Effect.Effect<void, never, R>
    ): AskEffect<A, E | OutputMissing, R> =>
      dispatch({ step, streamed: true }, input).pipe(
        Effect.flatMap((task) => OutputFollower.follow(task, onOutput)),
        Effect.scoped,
        Effect.catchTag("Refused", failWithOwn),
        Effect.flatMap(decodeAnswer)
      )
  }
}
