import { Snippet } from "@aethercast/domain/Snippet"
import { Effect, type Option, Schema } from "effect"
import type { Model } from "../../models/Model.ts"
import { ModelTurn } from "../../models/ModelTurn.ts"
import type { SnippetRequest, Writer } from "../ScriptWriter.ts"
import { fairShare } from "../Sentence.ts"
import * as ClaimJudge from "./ClaimJudge.ts"
import { objections } from "./LineCheck.ts"
import { languageName } from "./PromptValues.ts"
import * as NumberedPassages from "./NumberedPassages.ts"
import type { PromptFile } from "./Prompts.ts"
import * as CorrectedAnswer from "./CorrectedAnswer.ts"
import { isForeign } from "./SpokenLanguage.ts"
import { spokenLine } from "./SpokenLine.ts"

const Draft = Schema.Struct({ teaser: Schema.String, passages: Schema.Array(Schema.Int) })

/** The snippet of the extractive writer, with a teaser in a model's words. */
export const make = (
  model: Model,
  prompt: PromptFile,
  judgeModel: Option.Option<ClaimJudge.JudgeModel>,
  quoting: Writer
) =>
  Effect.fn("ModelTeaser.write")(function* (request: SnippetRequest) {
    const { passages, topic } = request
    const quoted = yield* quoting.snippet(request)
    const numbered = NumberedPassages.number(fairShare(passages, mostPassages), topic.sources)
    const known = [topic.title, ...topic.sources.map(({ title }) => title)].join(" ")
    const judge = ClaimJudge.make(judgeModel, topic.title, topic.sources)
    const accept = Effect.fnUntraced(function* (draft: typeof Draft.Type) {
      const text = yield* Effect.fromResult(spokenLine(draft.teaser))
      const evidence = { passages: numbered.byNumber, known }
      const [objection] = objections(text, draft.passages, evidence)
      if (objection !== undefined) return yield* Effect.fail(objection)
      if (text.length > maxTeaser)
        return yield* Effect.fail(`it is longer than ${maxTeaser} characters`)
      if (isForeign(text, "en")) return yield* Effect.fail("it is not in English")
      const cited = NumberedPassages.passagesOf(numbered, draft.passages)
      const verdict = yield* judge({ text, passages: cited })
      return verdict._tag === "Unsupported" ? yield* Effect.fail(verdict.reason) : text
    })
    const { once } = yield* ModelTurn
    const teaser = yield* once(
      `${prompt.version}/${model.endpoint.model}`,
      Schema.String,
      CorrectedAnswer.ask(
        model,
        prompt.render({
          title: quoted.title,
          language: languageName("en"),
          passages: numbered.text
        }),
        {
          schema: Draft,
          name: "Teaser",
          accept
        }
      )
    )
    return new Snippet({ ...quoted, teaser })
  })

const mostPassages = 40
const maxTeaser = 320
