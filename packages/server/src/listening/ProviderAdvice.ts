import {
  type RunningOllama,
  suggestedVoice,
  suggestedWriter
} from "@aethercast/agents/models/Ollama"
import { Advice } from "@aethercast/domain/Provider"
import { Option, Result } from "effect"
import { suggestedModel } from "../local/LocalModel.ts"
import { supertonic } from "../local/LocalVoiceModel.ts"
import type { Named } from "../local/LocalModels.ts"
import type { LocalModelUnusable } from "../local/LocalModelUnusable.ts"
import { sizeText } from "../local/ModelDownload.ts"

/** For a server that quotes: how the hosts come to talk in their own words. */
export const forWriter = (ollama: Option.Option<RunningOllama>, named: Named<unknown>): Advice => {
  const unusable = Option.flatMap(named, Result.getFailure)
  if (Option.isSome(unusable)) return forUnusable(unusable.value)
  if (Option.isNone(ollama)) {
    return new Advice({
      text: `With an OPENAI_API_KEY, an Ollama that runs, or a model that is downloaded once (${sizeText(suggestedModel.file.bytes)}), the hosts talk about their sources in their own words.`,
      command: `npm start -- --writer ${suggestedModel.name}`
    })
  }
  return Option.match(ollama.value.writer, {
    onNone: () =>
      new Advice({
        text: "The Ollama on this machine has no model that is fit to write. With one, from the next start on, the hosts talk about their sources in their own words.",
        command: `ollama pull ${suggestedWriter}`
      }),
    onSome: ({ model }) =>
      new Advice({
        text: `With ${model} of the Ollama on this machine, the hosts talk about their sources in their own words.`,
        command: "npm start -- --writer auto"
      })
  })
}

/** For a server that speaks with flite: how a natural voice is had. */
export const forVoice = (ollama: Option.Option<RunningOllama>, named: Named<unknown>): Advice => {
  const unusable = Option.flatMap(named, Result.getFailure)
  if (Option.isSome(unusable)) return forUnusable(unusable.value)
  if (!Option.exists(ollama, ({ speaks }) => speaks)) {
    return new Advice({
      text: `With an OPENAI_API_KEY, a speech server at SPEECH_BASE_URL, or a voice that is downloaded once (${sizeText(supertonic.bytes)}), natural voices read them.`,
      command: `npm start -- --voice ${supertonic.name}`
    })
  }
  return Option.exists(ollama, ({ voice }) => Option.isSome(voice))
    ? new Advice({
        text: "The Ollama on this machine has a natural voice.",
        command: "npm start -- --voice auto"
      })
    : new Advice({
        text: "The Ollama on this machine has no voice. With one, from the next start on, a natural voice reads them.",
        command: `ollama pull ${suggestedVoice}`
      })
}

/** For a server that draws its covers. */
export const forCovers = new Advice({
  text: "With an OPENAI_API_KEY, and a model of it in OPENAI_IMAGE_MODEL, an image model paints them."
})

/** What happened to a model that the operator has named, and what to do. The log names its files. */
const forUnusable = ({ name, reason }: LocalModelUnusable) =>
  new Advice({
    text:
      reason === "Damaged"
        ? `${name} cannot be used: its files are damaged. Once they are deleted from the folder of downloaded models, the next start downloads them again.`
        : `${name} cannot be used: it could not be downloaded, or the program that runs it could not be installed. The next start tries again.`
  })
