import { frameBytes } from "@aethercast/domain/Clip"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { AudioChunk } from "@aethercast/domain/AudioChunk"
import { drop, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"

/** A chunk in which every byte of a frame is the number of the frame, modulo 256. */
export const chunk = (
  line: string,
  frame: number,
  frames: number,
  ended = false,
  after?: string
): AudioChunk =>
  new AudioChunk({
    line: LineId.make(line),
    ...(after === undefined ? {} : { after: LineId.make(after) }),
    frame,
    bytes: Uint8Array.from(
      { length: frames * frameBytes },
      (_, byte) => (frame + Math.floor(byte / frameBytes)) % 256
    ),
    ended
  })

/** The number of each frame, modulo 256. */
export const frameNumbers = (bytes: Uint8Array): ReadonlyArray<number> =>
  [...bytes].filter((_, index) => index % frameBytes === 0)

/** A timeline of lines with their lengths in frames; a line without a length is still being synthesized. */
export const timeline = (
  ...lines: ReadonlyArray<readonly [id: string, frames?: number]>
): Timeline =>
  new Timeline({
    chapters: ["Opening", "The matter"],
    lines: lines.map(
      ([id, frames]) =>
        new TimelineLine({
          id: LineId.make(id),
          chapter: id.startsWith("0.") ? 0 : 1,
          speaker: "host",
          text: `Line ${id}.`,
          passages: [],
          sources: [],
          ...(frames !== undefined && {
            clip: new Clip({ id: ClipId.make("0".repeat(64)), frames, sha256: "0".repeat(64) })
          })
        })
    )
  })

/** The timeline without a line, which it had or would have had. */
export const without = (timeline: Timeline, line: string): Timeline =>
  drop(timeline, LineId.make(line), "not-spoken")
