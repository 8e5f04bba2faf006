import { spawn } from "node:child_process"
import { Effect, Option, Stdio } from "effect"
import { environment } from "./ValueFlag.ts"

/**
 * Opens `url` in a browser if the user sits at this machine: output goes to a terminal, and there is a
 * screen. It never fails and does not wait; the address is printed anyway.
 */
export const open = Effect.fn("OpenBrowser.open")(function* (url: string) {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  if ((yield* stdoutIsTerminal) && (yield* hasScreen(process.platform))) {
    yield* Effect.sync(() => launch(opener(process.platform), url))
  }
})

/** The program that opens an address, on each platform. */
export const opener = (platform: string): string => {
  switch (platform) {
    case "darwin":
      return "open"
    case "win32":
      return "explorer.exe"
    default:
      return "xdg-open"
  }
}

/**
 * Whether a window would be seen: not over SSH, and on Linux only with a display, without which
 * `xdg-open` would start a text browser in the terminal.
 */
export const hasScreen = Effect.fn("OpenBrowser.hasScreen")(function* (platform: string) {
  if (Option.isSome(yield* environment("SSH_CONNECTION"))) return false
  if (platform !== "linux") return true
  const screens = yield* Effect.all([environment("WAYLAND_DISPLAY"), environment("DISPLAY")])
  return screens.some(Option.isSome)
})

/** The program may become the browser itself, so it is detached. */
const launch = (program: string, url: string) => {
  const child = spawn(program, [url], { detached: true, stdio: "ignore" })
  child.on("error", () => {})
  child.unref()
}
