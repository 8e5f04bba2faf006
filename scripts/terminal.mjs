// What the scripts say, and the children they start. Progress goes to stderr: stdout is the product's.

import { spawn } from "node:child_process"
import { constants } from "node:os"

/** A failure that the person at the terminal can do something about: the message says what. */
export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export const say = (line) => process.stderr.write(`${line}\n`)

/** Runs `work` under one line of progress with the time it took. */
export async function step(label, work) {
  const started = process.hrtime.bigint()
  const elapsed = (digits) => secondsSince(started, digits)
  const live = process.stderr.isTTY
  process.stderr.write(`${label} ...`)
  const ticking =
    live && setInterval(() => process.stderr.write(`\r${label} ... ${elapsed(0)} s`), 1000)
  try {
    const result = await work()
    process.stderr.write(live ? `\r${label} ... ${elapsed(1)} s\n` : ` ${elapsed(1)} s\n`)
    return result
  } catch (error) {
    process.stderr.write("\n")
    throw error
  } finally {
    clearInterval(ticking)
  }
}

/** @param {bigint} started what `process.hrtime.bigint()` returned then */
export const secondsSince = (started, digits) =>
  (Number(process.hrtime.bigint() - started) / 1e9).toFixed(digits)

/** Runs a program in silence. Resolves with its exit code and all it wrote, never rejects for a bad exit. */
export function capture(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    const collect = (chunk) => {
      output = (output + chunk).slice(-200_000)
    }
    child.stdout.setEncoding("utf8").on("data", collect)
    child.stderr.setEncoding("utf8").on("data", collect)
    child.on("error", reject)
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Runs a program on this terminal until it ends, and passes signals on. Resolves with its exit code. */
export function attach(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" })
    const forward = (signal) => child.kill(signal)
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"]
    for (const signal of signals) process.on(signal, forward)
    const watching = watchRunner(() => child.kill("SIGTERM"))
    const settle = (done) => {
      for (const signal of signals) process.off(signal, forward)
      clearInterval(watching)
      done()
    }
    child.on("error", (error) => settle(() => reject(error)))
    child.on("close", (code, signal) =>
      settle(() => resolve(code ?? 128 + constants.signals[signal]))
    )
  })
}

/** npm passes a signal only to the shell between it and us; when that shell is gone, we were meant too. */
function watchRunner(ended) {
  if (!process.env.npm_lifecycle_event) return undefined
  const shell = process.ppid
  const watching = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watching)
    ended()
  }, 250)
  return watching
}

/** The environment for our children: without what npm and pnpm tell the script they run. */
export function childEnvironment(folders) {
  const env = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (!isRunnerNoise.test(name)) env[name] = value
  }
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH"
  const delimiter = process.platform === "win32" ? ";" : ":"
  env[pathName] = [...folders, env[pathName]].filter(Boolean).join(delimiter)
  return env
}

const isRunnerNoise =
  /^(npm_(lifecycle|package)_.*|npm_(command|execpath|node_execpath)|npm_config_(user_agent|prefix|local_prefix|global_prefix|init_module|node_gyp|npm_version)|INIT_CWD|NODE|PNPM_SCRIPT_SRC_DIR)$/

/** Turns what an installer wrote into the one sentence that helps; addresses of registries are left out. */
export function explain(what, output, folder) {
  for (const [pattern, advice] of advices) {
    if (pattern.test(output)) return new Failure(`${what}: ${advice(folder)}`)
  }
  const tail = output
    .replace(/\b[a-z+]+:\/\/\S+/gi, "<address>")
    .trim()
    .split("\n")
    .slice(-15)
    .join("\n")
  return new Failure(`${what}. The installer said:\n${tail}`)
}

const advices = [
  [
    /ENOSPC|no space left/i,
    (folder) =>
      `no room is left on the disk of ${folder}; free about 1 GB and run the same command again.`
  ],
  [
    /EROFS|EACCES|EPERM|read-only file system|permission denied/i,
    (folder) =>
      `${folder} cannot be written; give yourself the right to write there, or run as its owner.`
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|dns error|error sending request|timed out/i,
    () =>
      "the package registry does not answer. This is needed once; connect to the internet (or set HTTPS_PROXY, or npm's registry) and run the same command again."
  ],
  [
    /CERT_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate/i,
    () =>
      "the registry's certificate is not trusted here; set NODE_EXTRA_CA_CERTS to your company's certificate file."
  ],
  [
    /OUTDATED_LOCKFILE/,
    () =>
      "pnpm-lock.yaml does not fit package.json; run `pnpm install` once and commit the lockfile."
  ],
  [
    /E404|ETARGET|NO_MATCHING_VERSION/,
    () =>
      "the configured registry does not offer a package that is needed; check npm's registry setting."
  ]
]
