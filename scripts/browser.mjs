// Finds the Chromium that the browser tests drive, or installs Debian's.

import { accessSync, constants } from "node:fs"
import { homedir } from "node:os"
import { delimiter, join } from "node:path"
import { capture, Failure, step } from "./terminal.mjs"

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge"
]

const applications = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"
]

const windows = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"]

/** Path of a browser of the Chromium family. */
export async function findBrowser() {
  const { AETHERCAST_CHROMIUM: named } = process.env
  if (named) {
    if (isProgram(named)) return named
    throw new Failure(`AETHERCAST_CHROMIUM is ${named}, which cannot be run.`)
  }
  return here() ?? (await installDebian())
}

function here() {
  return candidates().find(isProgram)
}

function candidates() {
  if (process.platform === "darwin") {
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
      applications.map((name) => join(folder, name))
    )
  }
  if (process.platform === "win32") {
    const folders = [
      process.env.PROGRAMFILES,
      process.env["PROGRAMFILES(X86)"],
      process.env.LOCALAPPDATA
    ]
    return folders.filter(Boolean).flatMap((folder) => windows.map((name) => join(folder, name)))
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean)
  return [process.env.CHROME]
    .filter(Boolean)
    .concat(names.flatMap((name) => folders.map((folder) => join(folder, name))))
}

async function installDebian() {
  const canInstall =
    process.platform === "linux" && process.getuid() === 0 && isProgram("/usr/bin/apt-get")
  if (!canInstall)
    throw new Failure(`The browser tests need Chromium or Chrome, and none was found. ${advice()}`)
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  await step("Installing Chromium for the browser tests", async () => {
    const bounded = { env, timeout: 10 * 60 * 1000 }
    await capture("apt-get", ["update", "-q"], bounded)
    const { code, output } = await capture(
      "apt-get",
      ["install", "-y", "-q", "--no-install-recommends", "chromium"],
      bounded
    )
    if (code !== 0) {
      throw new Failure(
        `apt-get could not install Chromium. ${advice()} It said:\n${lastLines(output)}`
      )
    }
  })
  const found = here()
  if (found) return found
  throw new Failure(`apt-get installed a chromium package without a browser in it. ${advice()}`)
}

function advice() {
  return "Install one (Debian: `sudo apt-get install chromium`; Ubuntu and others: Google Chrome; macOS: Chrome in /Applications), or set AETHERCAST_CHROMIUM to its path."
}

const lastLines = (output) =>
  output
    .replace(/\b[a-z]+:\/\/\S+/gi, "<address>")
    .trim()
    .split("\n")
    .slice(-5)
    .join("\n")

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
