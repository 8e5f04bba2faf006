// Strings that make a backtracking matcher try as much as it can, from the structure of an expression.

import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp"

/**
 * The attacks on an expression: `head`, then `pump` as often as fits, then `tail`. Each unbounded repetition is pumped
 * with the characters that most of the expression's sets accept, after what leads to it, and with what leads to it.
 * @param {RegExp} expression
 * @returns {{ head: string, pump: string, tail: string }[]}
 */
export function attacks(expression) {
  const pattern = new RegExpParser().parsePattern(expression.source, 0, undefined, {
    unicode: expression.unicode,
    unicodeSets: expression.unicodeSets
  })
  const sampler = new Sampler(pattern, expression)
  const found = new Map()
  const add = (head, pump, tail) => {
    if (pump !== "") found.set(JSON.stringify([head, pump, tail]), { head, pump, tail })
  }

  const pumped = repetitions(pattern)
    .slice(0, 12)
    .map((node) => ({ node, head: sampler.before(node), pumps: sampler.pumps(node.element) }))
  for (const { node, head, pumps } of pumped) {
    const rest = sampler.after(node)
    for (const pump of pumps) {
      for (const tail of failures) {
        add(head, pump, tail)
        add("", pump, tail)
      }
      // One that does not start where the text does, nor within a word.
      for (const blocker of ["\u0000", "a", " "]) add(blocker, pump, blocker)
      add("", ` ${head}${pump}`, "\u0000")
      add("", head + pump, "\u0000")
      add("", head + pump + rest.slice(0, -1), "\u0000")
      add("", pump + rest.slice(0, -1), "\u0000")
      add(head + pump, rest.slice(0, -1) || pump, "\u0000")
    }
  }
  const wholes = pattern.alternatives.map((alternative) => sampler.of(alternative))
  for (const whole of [...wholes, ...pumped.map(({ head }) => head)]) {
    for (let length = 1; length <= Math.min(whole.length, 24); length++) {
      add("", whole.slice(0, length), "\u0000")
    }
  }
  return [...found.values()]
}

/** Ends that few expressions accept. */
const failures = ["\u0000", "!", "x", "\n", ""]

/** The repetitions without an end, or with one so far away that it does not help. */
function repetitions(pattern) {
  const found = []
  visitRegExpAST(pattern, {
    onQuantifierEnter(node) {
      if (node.max >= 50) found.push(node)
    }
  })
  return found
}

/** Characters of every kind that expressions tell apart; those of the expression itself are added. */
const common = [..." \t\n\ra0_-.,:;/<>()[]{}\"'!?*#&=@+%$|~A9é’“”–—\u4e00\u0301"]

class Sampler {
  constructor(pattern, { flags }) {
    this.flags = flags.replace(/[gy]/g, "")
    const literals = new Set()
    const sets = new Set()
    visitRegExpAST(pattern, {
      onCharacterEnter: ({ value }) => literals.add(String.fromCodePoint(value)),
      onCharacterClassEnter: ({ raw }) => sets.add(raw),
      onCharacterSetEnter: ({ parent, raw }) => parent.type !== "CharacterClass" && sets.add(raw)
    })
    const tests = [...sets].map((raw) => this.test(raw))
    const count = (char) => tests.filter((accepts) => accepts(char)).length
    // What most sets accept can be split among them in most ways.
    this.alphabet = [...new Set([...literals, ...common])]
      .map((char) => ({ char, count: count(char) }))
      .sort((a, b) => b.count - a.count)
      .map(({ char }) => char)
  }

  test(raw) {
    const expression = new RegExp(`^${raw}$`, this.flags)
    return (char) => expression.test(char)
  }

  members(raw) {
    const accepts = this.test(raw)
    const found = this.alphabet.filter(accepts)
    return found.length > 0 ? found : ["a"]
  }

  /** A short text that the node accepts, apart from what its assertions require. */
  of(node) {
    switch (node.type) {
      case "Character":
        return String.fromCodePoint(node.value)
      case "CharacterSet":
      case "CharacterClass":
        return this.members(node.raw)[0]
      case "ExpressionCharacterClass":
        return this.members(node.raw)[0]
      case "Quantifier":
        return this.of(node.element).repeat(Math.min(Math.max(node.min, 1), 20))
      case "Backreference":
        return [node.resolved].flat().map((group) => this.of(group))[0]
      case "Alternative":
        return node.elements.map((element) => this.of(element)).join("")
      case "Group":
      case "CapturingGroup":
        return this.of(node.alternatives[0])
      default:
        return ""
    }
  }

  /** Texts to repeat where the node is repeated. */
  pumps(node) {
    switch (node.type) {
      case "CharacterSet":
      case "CharacterClass":
      case "ExpressionCharacterClass": {
        const found = this.members(node.raw)
        return [...found.slice(0, 6), ...found.slice(-2)]
      }
      case "Group":
      case "CapturingGroup":
        return node.alternatives
          .slice(0, 6)
          .flatMap((alternative) => [this.of(alternative), ...this.inner(alternative)])
      default:
        return [this.of(node)]
    }
  }

  /** The pumps of the repetitions inside: `(a+)+` is worst with `a` alone. */
  inner(node) {
    return repetitions(node)
      .slice(0, 3)
      .flatMap(({ element }) => this.pumps(element).slice(0, 3))
  }

  /** What leads to the node. */
  before(node) {
    return this.around(node, (elements, index) => elements.slice(0, index), false)
  }

  /** What has to follow the node. */
  after(node) {
    return this.around(node, (elements, index) => elements.slice(index + 1), true)
  }

  around(node, side, isAfter) {
    const parent = node.parent
    if (parent === null || parent.type === "Pattern") return ""
    const outer = this.around(parent, side, isAfter)
    if (parent.type !== "Alternative") return outer
    const text = side(parent.elements, parent.elements.indexOf(node))
      .map((element) => this.of(element))
      .join("")
    return isAfter ? text + outer : outer + text
  }
}
