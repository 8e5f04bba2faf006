import { Layer } from "effect"
import * as WorkflowControl from "./internal/WorkflowControl.ts"
import { WorkflowClient } from "./WorkflowClient.ts"

/** What a node needs to host workflows, beside the layers of the workflows themselves. */
export const layer = WorkflowControl.layer.pipe(Layer.provideMerge(WorkflowClient.layer))
