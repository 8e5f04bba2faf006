import { type Taste, Theme } from "@aethercast/domain/Taste"
import * as TasteOrder from "@aethercast/domain/TasteOrder"
import { UiDefinition } from "@aethercast/domain/UiDefinition"
import { Option, Schema } from "effect"

/** The cards of the page of topics, as far as their order depends on them. */
const Snippets = Schema.Struct({
  order: Schema.Array(Schema.String),
  byId: Schema.Record(
    Schema.String,
    Schema.StructWithRest(
      Schema.Struct({
        score: Schema.Finite,
        reasons: Schema.String,
        themes: Schema.Array(Theme)
      }),
      [Schema.Record(Schema.String, Schema.Json)]
    )
  )
})
const decode = Schema.decodeUnknownOption(Snippets)

/** The page that everybody gets, with its topics in the order of a listener's taste and the reasons for it. */
export const personalPage = (page: UiDefinition, taste: Taste): UiDefinition => {
  if (taste.length === 0) return page
  return Option.match(decode(page.data["snippets"]), {
    onNone: () => page,
    onSome: ({ byId, order }) => {
      const cards = order.flatMap((id) => {
        const card = byId[id]
        return card === undefined ? [] : [{ id, card, score: card.score, themes: card.themes }]
      })
      const personal = TasteOrder.order(cards, taste)
      const snippets = {
        order: personal.map(({ id }) => id),
        byId: Object.fromEntries(
          personal.map(({ card, id, personal: { reasons } }) => [
            id,
            { ...card, reasons: [...reasons, card.reasons].filter((one) => one !== "").join(" · ") }
          ])
        )
      }
      return new UiDefinition({ ...page, data: { ...page.data, snippets } })
    }
  })
}
