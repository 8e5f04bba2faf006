import { fill, read } from "../models/PromptText.ts"
import type { CoverRequest } from "./CoverPainter.ts"

/** What an image model is asked for, from `prompts/cover.md`. */
export const { text, version } = read(new URL("./prompts/", import.meta.url), "cover")

export const render = ({ prompt, title }: CoverRequest): string => fill(text, { prompt, title })
