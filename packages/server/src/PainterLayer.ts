import * as RemotePainter from "@aethercast/agents/images/RemotePainter"
import * as SvgPainter from "@aethercast/agents/images/SvgPainter"
import { Layer, Option } from "effect"
import type { Settings } from "./Settings.ts"

/** What makes the covers: the configured image model, or drawing. */
export const layer = ({ images }: Pick<Settings, "images">) =>
  Option.match(images, {
    onNone: () => SvgPainter.layer,
    onSome: (endpoint) => Layer.provide(RemotePainter.layer(endpoint), SvgPainter.layer)
  })
