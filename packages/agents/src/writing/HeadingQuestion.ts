/**
 * A heading such as "Why eclipses are rare" as the question that its text answers, "Why are eclipses
 * rare?". Undefined where the heading asks nothing, or English grammar would have to be guessed.
 */
export const headingQuestion = (heading: string): string | undefined => {
  if (heading.endsWith("?")) return heading
  for (const [pattern, question] of forms) {
    if (pattern.test(heading)) return heading.replace(pattern, question)
  }
  return undefined
}

/** "Why high tide comes later" */
const singular = String.raw`(?:(?:[Tt]he|[Aa]n?) )?(?:[\p{L}-]+ )?[\p{L}-]+(?<!s)`

const commonVerbs =
  "come|get|rise|fall|work|make|take|keep|need|turn|move|grow|tell|mean|matter|help|let|leave|feel|look|stay|change|happen|spread|travel|save|win|lose|cost|kill|sleep|live|die|dream|sing|dance|learn|see|hear|think|know|remember|forget|eat|drink|find|use|pay|burn|break|melt|freeze|flow|run|stop|start|begin|end"

const verbsInEs = "go|cross|reach|teach|wash|watch|catch|push|fix|mix|pass"

const forms: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(How (?:much|many) (?:is|are|was|were) .*)$/, "$1?"],
  [
    /^(Why|How|Where|When) ((?:(?!(?:is|are|was|were|can|could|will|would|has|have|had|must|should|did|do|does)\b)[\p{L}'’-]+ ){1,5}?)(is|are|was|were|can|could|will|would|must|should) (\p{L}.*)$/u,
    "$1 $3 $2$4?"
  ],
  [
    new RegExp(
      `^(Why|How|Where|When) ([\\p{L}-]+(?<!s)s|we|people|men|women|children) ((?:${commonVerbs})(?: .*)?)$`,
      "u"
    ),
    "$1 do $2 $3?"
  ],
  [
    new RegExp(
      `^(Why|How|Where|When) (${singular}) (?:(${commonVerbs})s|(${verbsInEs})es)((?: .*)?)$`,
      "u"
    ),
    "$1 does $2 $3$4$5?"
  ],
  [
    /^(What|Who) ((?:is|are|was|were|will|can|could|would|happens|happened|comes|came|appears|remains|lives|lived|makes|made|causes|caused|drives|keeps) .*)$/,
    "$1 $2?"
  ]
]
