/** The worker, except that it exits on "Crash." and hangs on "Hang.". */
import { parentPort } from "node:worker_threads"
import type { Request } from "@aethercast/agents/voice/FliteMessages"

await import("@aethercast/agents/voice/FliteWorker")

parentPort?.on("message", (request: Request) => {
  if (request._tag !== "SpeakPiece") return
  if (request.text === "Crash.") process.exit(1)
  while (request.text === "Hang.");
})
