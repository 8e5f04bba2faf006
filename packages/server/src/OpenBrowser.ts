import { spawn } from "node:child_process"
import { Effect, Option, Stdio } from "effect"
import { environment } from "./ValueFlag.ts"

/**
 * Shows `url` in the user's browser if somebody sits at this terminal and looks at this machine's
 * screen. It never fails and never waits: the address is printed anyway.
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
 * Whether a window would be seen: not over SSH, and on Linux only where a screen has a name, for
 * without one `xdg-open` starts a browser of text in the terminal.
 */
export const hasScreen = Effect.fn("OpenBrowser.hasScreen")(function* (platform: string) {
  if (Option.isSome(yield* environment("SSH_CONNECTION"))) return false
  if (platform !== "linux") return true
  const screens = yield* Effect.all([environment("WAYLAND_DISPLAY"), environment("DISPLAY")])
  return screens.some(Option.isSome)
})

/** It may itself become the browser, so it is neither waited for nor ended with us. */
const launch = (program: string, url: string) => {
  const child = spawn(program, [url], { detached: true, stdio: "ignore" })
  child.on("error", () => {})
  child.unref()
}
