import { Layer, Logger, References } from "effect"

/** Logs go to stderr: stdout is for the output that people and programs read. */
export const LoggingLayer = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Info")
)
