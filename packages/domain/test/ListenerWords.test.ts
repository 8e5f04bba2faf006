import { ListenerWords } from "@aethercast/domain/ListenerWords"
import { assert, it } from "@effect/vitest"
import { Schema } from "effect"

const decode = Schema.decodeSync(ListenerWords)

it("the words of a listener are on one line, without controls and halves of characters", () => {
  assert.strictEqual(decode("  Why\r\n\tdo tides\u0000turn?\u001b "), "Why do tides turn?")
  assert.strictEqual(decode("half \ud83c"), "half \ufffd")
  assert.strictEqual(decode("\u0000\n"), "")
  assert.strictEqual(decode("🌊 می‌خواهم"), "🌊 می‌خواهم")
})

it("words that were received stay as they are when they are sent on", () => {
  const words = decode(" a\u0000b ")
  assert.strictEqual(decode(Schema.encodeSync(ListenerWords)(words)), words)
})
