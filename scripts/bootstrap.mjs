// The way in for a machine that has only some Node: everything else is fetched once and kept.
// This file is read by every Node there is, so it uses no syntax younger than `import()`.

var major = Number(process.versions.node.split(".")[0])

if (major < 16) {
  process.stderr.write(
    "Aethercast fetches the Node it runs on by itself, but needs Node 16 or newer to begin; this is " +
      process.version +
      ". Install a newer one from https://nodejs.org and run the same command again.\n"
  )
  process.exit(1)
}

import("./commands.mjs").then(function (commands) {
  return commands.run(process.argv[2], process.argv.slice(3))
})
