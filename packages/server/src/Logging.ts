import { Layer, Logger, References } from "effect"

/** Logs go to standard error, so that standard output holds what the product says to people and programs. */
export const LoggingLayer = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Info")
)
