import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Path, Schema, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { freePort } from "./harness/FreePort.ts"

// As a user of the library does: installs the tarball and follows its README.

const here = `${import.meta.dirname}/..`
const tsc = `${here}/../../node_modules/typescript/bin/tsc`
const peers = ["effect", "@effect/platform-node", "@effect/sql-pg"]

/** Runs a program in a folder for what it writes to stdout; a failure of it is a defect with all that it wrote. */
const run = Effect.fnUntraced(function* (
  cwd: string,
  command: string,
  args: ReadonlyArray<string>
) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const handle = yield* spawner.spawn(ChildProcess.make(command, args, { cwd, stdin: "ignore" }))
  const [stdout, stderr, exitCode] = yield* Effect.all(
    [
      Stream.mkString(Stream.decodeText(handle.stdout)),
      Stream.mkString(Stream.decodeText(handle.stderr)),
      handle.exitCode
    ],
    { concurrency: "unbounded" }
  )
  if (exitCode === 0) return stdout
  return yield* Effect.die(
    `${command} ${args.join(" ")} ended with ${exitCode}:\n${stdout}${stderr}`
  )
}, Effect.scoped)

const Manifest = Schema.Struct({
  version: Schema.String,
  exports: Schema.Record(Schema.String, Schema.Json)
})

const readManifest = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(`${folder}/package.json`)
  return yield* Schema.decodeEffect(Schema.fromJsonString(Manifest))(text)
})

/** A project with the tarball, the example of the README and a module that imports every module of the package. */
const newProject = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const project = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-package-" })
  const write = (name: string, text: string) => fs.writeFileString(join(project, name), text)

  yield* run(here, process.execPath, ["../../scripts/prepack.mjs"])
  yield* run(here, "npm", ["pack", "./dist", "--pack-destination", project])
  const { exports, version } = yield* readManifest(here)
  const readme = yield* fs.readFileString(join(here, "README.md"))
  const [, example = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? []

  yield* write("package.json", encodeJson({ type: "module", private: true }))
  yield* write("tsconfig.json", encodeJson({ compilerOptions: strictest }))
  yield* write("example.ts", example.replace("4301", String(yield* freePort)))
  yield* write(
    "everything.ts",
    Object.keys(exports)
      .map((name, index) => `export * as M${index} from "@aethercast/cluster${name.slice(1)}"\n`)
      .join("")
  )
  const versions = yield* Effect.forEach(peers, (peer) =>
    Effect.map(readManifest(`${here}/node_modules/${peer}`), ({ version }) => `${peer}@${version}`)
  )
  const tarball = `./aethercast-cluster-${version}.tgz`
  yield* run(project, "npm", ["install", ...npmOptions, tarball, ...versions]).pipe(
    Effect.catchDefect((defect) =>
      Effect.die(
        `npm could not install the package; its peers must be in npm's cache or its registry must answer. ${String(defect)}`
      )
    )
  )
  return project
})

const encodeJson = Schema.encodeSync(Schema.fromJsonString(Schema.Json))

const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  module: "nodenext",
  moduleResolution: "nodenext",
  target: "es2024",
  types: [],
  noEmit: true
}

const npmOptions = [
  "--prefer-offline",
  // As package managers do that run no install scripts by default.
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--fetch-retries=1"
]

layer(NodeServices.layer, { excludeTestServices: true })("the packed package", (it) => {
  it.effect("installs with npm beside one copy of Effect, and its README's example works", () =>
    Effect.gen(function* () {
      const project = yield* newProject

      const tree = yield* run(project, "npm", ["ls", "--all", "--parseable", ...peers])
      const copies = peers.map(
        (peer) => tree.match(new RegExp(`node_modules/${peer}$`, "gm"))?.length
      )
      assert.deepStrictEqual(copies, [1, 1, 1])

      assert.strictEqual(yield* run(project, process.execPath, [tsc, "-p", "."]), "")
      yield* run(project, process.execPath, ["everything.ts"])

      const first = yield* run(project, process.execPath, ["example.ts"])
      const second = yield* run(project, process.execPath, ["example.ts"])
      assert.deepStrictEqual(said(first), ["Greeting Ada", "Hello, Ada!"])
      assert.deepStrictEqual(said(second), ["Hello, Ada!"])
    })
  )
})

layer(NodeServices.layer)("the README of the package", (it) => {
  it.effect("lists only modules that the package exports", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { exports } = yield* readManifest(here)
      const readme = yield* fs.readFileString(`${here}/README.md`)
      const listed = [...readme.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = ""]) =>
        [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => `./${name}`)
      )
      assert.isAbove(listed.length, 10)
      assert.deepStrictEqual(
        listed.filter((name) => !(name in exports)),
        []
      )
    })
  )
})

/** What a program printed, without its log, whose entries may have annotations on further lines. */
const said = (output: string) =>
  output.split("\n").filter((line) => line !== "" && !/^(\[\d\d:\d\d:|  |\})/.test(line))
