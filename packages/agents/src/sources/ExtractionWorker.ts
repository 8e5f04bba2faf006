import { parentPort } from "node:worker_threads"
import { extract, type Raw } from "./Extraction.ts"

/**
 * The worker thread behind `Extractor`: says "ready" once, then answers each document, in order,
 * with what was extracted.
 */
parentPort?.on("message", (raw: Raw) => parentPort?.postMessage(extract(raw)))
parentPort?.postMessage("ready")
