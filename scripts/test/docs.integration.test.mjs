import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Redacted } from "effect"
import { assert, it } from "vitest"
import { fresh } from "../../packages/cluster/test/harness/TestDatabase.ts"
import { capture, childEnvironment } from "../terminal.mjs"
import { applyDocs } from "./docCode.mjs"
import { copyWorkspace } from "./workspaceCopy.mjs"

const workspace = copyWorkspace()

it("a node serves the workflows of the docs, and their client gets the result of a run", () =>
  Effect.gen(function* () {
    const url = Redacted.value(yield* fresh)
    yield* Effect.promise(() => applyDocs(workspace))
    const data = yield* temporaryFolder
    const secret = join(data, "cluster.secret")
    writeFileSync(secret, "a-secret-of-this-test-alone-which-is-long-enough")
    chmodSync(secret, 0o600)
    const options = {
      cwd: workspace.folder,
      env: { ...childEnvironment([]), DATABASE_URL: url, CLUSTER_SECRET_FILE: secret }
    }
    const node = (...args) => [process.execPath, args, options]

    yield* served(...node("packages/server/src/Main.ts", "--join", "--data", data))
    const client = yield* Effect.promise(() => capture(...node("packages/server/src/Editor.ts")))
    assert.match(client.output, /^approved with [01] claims checked$/m)
    const story = yield* Effect.promise(() =>
      capture(...node("packages/server/src/Operate.ts", "workflow", "review:tides", "--data", data))
    )
    assert.match(story.output, /^Review 2 +review:tides +COMPLETED/)
    assert.match(story.output, /check\/0 /)
  }).pipe(Effect.scoped, Effect.runPromise))

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "aethercast-docs-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A node in a process of its own, which ends with the scope; waits until it has joined the cluster. */
const served = (command, args, options) =>
  Effect.acquireRelease(
    Effect.sync(() => spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })),
    (child) =>
      Effect.promise(async () => {
        if (child.exitCode !== null) return
        const ended = once(child, "exit")
        child.kill("SIGTERM")
        await ended
      })
  ).pipe(Effect.flatMap(joined), Effect.timeout("90 seconds"))

const joined = (child) =>
  Effect.callback((resume) => {
    let written = ""
    const collect = (chunk) => {
      written += chunk
      if (written.includes("has joined the cluster")) resume(Effect.void)
    }
    child.stdout.setEncoding("utf8").on("data", collect)
    child.stderr.setEncoding("utf8").on("data", collect)
    child.once("exit", () => resume(Effect.die(`The node ended:\n${written}`)))
  })
