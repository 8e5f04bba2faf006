import { ObjectStoreFailed } from "@aethercast/agents/store/ObjectStore"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { report } from "../../src/operate/MoveBlobsCommand.ts"

const nothing = { moved: 0, missing: 0, failure: Option.none() }

describe("move-blobs", () => {
  it("says how many were moved and deleted", () => {
    const { done, lines } = report({ ...nothing, moved: 3 }, { ...nothing, moved: 3 })
    assert.isTrue(done)
    assert.deepStrictEqual(lines, ["Moved 3 blobs.", "Deleted 3 objects without a blob."])
  })

  it("is not done after a failure, or when objects are missing", () => {
    const failure = Option.some(new ObjectStoreFailed({ reason: "Forbidden" }))
    const failed = report({ ...nothing, moved: 2, failure }, nothing)
    assert.isFalse(failed.done)
    assert.include(failed.lines.join("\n"), "The bucket failed: Forbidden. Run this again")
    const missing = report({ ...nothing, missing: 1 }, nothing)
    assert.isFalse(missing.done)
    assert.include(missing.lines.join("\n"), "Missing in the bucket: 1 blob.")
  })
})
