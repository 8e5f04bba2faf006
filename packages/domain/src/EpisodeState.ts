import { EpisodeEvent } from "./EpisodeEvent.ts"
import { Episode } from "./Episode.ts"
import { Option } from "effect"
import * as Steering from "./Steering.ts"
import { add, drop, Timeline, TimelineLine } from "./Timeline.ts"

/** The episode after an event; `None` before the first snapshot. Idempotent: applying an event twice changes nothing. */
export const apply = (state: Option.Option<Episode>, event: EpisodeEvent): Option.Option<Episode> =>
  event._tag === "Snapshot"
    ? Option.some(event.episode)
    : Option.map(state, (episode) => advance(episode, event))

/** Any event but a snapshot. */
export type Change = Exclude<EpisodeEvent, { readonly _tag: "Snapshot" }>

/** Applies a change to an episode. */
export const advance = (episode: Episode, event: Change): Episode =>
  EpisodeEvent.match(event, {
    Snapshot: () => episode,
    StatusChanged: ({ status }) => new Episode({ ...episode, status }),
    Noticed: ({ notice }) =>
      episode.notices.includes(notice)
        ? episode
        : new Episode({ ...episode, notices: [...episode.notices, notice] }),
    Titled: ({ title }) => new Episode({ ...episode, title }),
    CoverPainted: ({ alt, cover }) =>
      new Episode({ ...episode, cover, ...(alt !== undefined && { coverAlt: alt }) }),
    SourcesFound: ({ material, sources }) =>
      new Episode({ ...episode, sources, ...(material !== undefined && { material }) }),
    // A workflow that replays opens its chapters again: the later ones stay.
    ChapterOpened: ({ chapter, title }) => {
      const { chapters } = episode.timeline
      const length = Math.max(chapters.length, chapter + 1)
      return withTimeline(episode, {
        chapters: Array.from({ length }, (_, index) =>
          index === chapter ? title : (chapters[index] ?? "")
        )
      })
    },
    LineStarted: ({ after, line }) => withTimeline(episode, add(episode.timeline, line, after)),
    LineFinished: ({ clip, lineId }) =>
      withTimeline(episode, {
        lines: episode.timeline.lines.map((line) =>
          line.id === lineId ? new TimelineLine({ ...line, clip }) : line
        )
      }),
    Steered: ({ command, outcome }) =>
      new Episode({ ...episode, steering: Steering.record(episode.steering, command, outcome) }),
    ChapterDirected: ({ chapter, direction }) =>
      new Episode({ ...episode, steering: Steering.direct(episode.steering, chapter, direction) }),
    ChapterWritten: ({ chapter, passages }) =>
      new Episode({
        ...episode,
        writtenPassages: { ...episode.writtenPassages, [chapter]: passages }
      }),
    // The first one stays: a workflow that replays counts without the lines that were skipped since.
    ChapterSpoken: ({ chapter, seconds }) =>
      new Episode({
        ...episode,
        spokenSeconds: { [chapter]: seconds, ...episode.spokenSeconds }
      }),
    // The first one stays, too: of what was written before, a replay knows nothing.
    SegmentCut: ({ cut, segment }) =>
      new Episode({ ...episode, cutSegments: { [segment]: cut, ...episode.cutSegments } }),
    AsideClosed: ({ aside }) =>
      new Episode({ ...episode, steering: Steering.close(episode.steering, aside) }),
    LinesDropped: ({ lineIds, reason }) =>
      withTimeline(
        episode,
        lineIds.reduce((timeline, id) => drop(timeline, id, reason), episode.timeline)
      )
  })

const withTimeline = (episode: Episode, change: Partial<Timeline>): Episode =>
  new Episode({ ...episode, timeline: new Timeline({ ...episode.timeline, ...change }) })
