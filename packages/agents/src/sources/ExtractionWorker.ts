import { parentPort } from "node:worker_threads"
import { extract, type RawDocument } from "./Extraction.ts"

/** The worker thread of `Extractor`: sends "ready" once, then answers each document, in order. */
parentPort?.on("message", (document: RawDocument) => parentPort?.postMessage(extract(document)))
parentPort?.postMessage("ready")
