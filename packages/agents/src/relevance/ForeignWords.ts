/** Whether words are in another language than English, as far as their script and small words tell. */
export const looksForeign = (words: string): boolean => {
  const letters = words.match(/\p{L}/gu)?.length ?? 0
  const latin = words.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (letters > 0 && latin < letters / 2) return true
  const tokens =
    words
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}]+/gu) ?? []
  return tokens.some((token) => functionWords.has(token)) || /[äöüßéèêñãõçåøæœłşğ]/iu.test(words)
}

/** Frequent small words of German, Dutch, the Scandinavian and the Romance languages that no English text has. */
const functionWords = new Set(
  (
    "der das und des dem den wie warum ist sind von für mit über ein eine einer nicht wer wenn auf " +
    "het een voor waarom hoe zijn wordt niet naar hun van og det som hvordan hvorfor hva för och att är varför hur om " +
    "le les une pourquoi comment est sont dans sur avec qui que quoi nous du aux el los las por qué cómo para una " +
    "il gli perché che della delle dei di come funziona sono os uma não como quando quem são fazem"
  ).split(" ")
)
