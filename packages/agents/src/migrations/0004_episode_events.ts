import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * The changes of each episode in order, instead of its finished lines. `opened` is the episode before the
 * first of them; `head` stays what it was: the episode without its lines, for lists.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE episodes ADD COLUMN opened jsonb, ADD COLUMN version integer NOT NULL DEFAULT 0`
  yield* sql`
    CREATE TABLE episode_events (
      episode_id text NOT NULL REFERENCES episodes (episode_id) ON DELETE CASCADE,
      version integer NOT NULL,
      event jsonb NOT NULL,
      -- The activation of the actor that wrote it: a second one cannot write the same version.
      writer text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (episode_id, version)
    )
  `
  yield* sql`
    UPDATE episodes SET opened = jsonb_set(head, '{timeline}', '{"chapters":[],"lines":[],"dropped":[]}')
  `
  yield* sql`ALTER TABLE episodes ALTER COLUMN opened SET NOT NULL`
  yield* sql`
    WITH chapters AS (
      SELECT episode_id, ordinal - 1 AS chapter, title
      FROM episodes, jsonb_array_elements(head #> '{timeline,chapters}') WITH ORDINALITY AS c (title, ordinal)
    ), events AS (
      SELECT episode_id, 0 AS part, chapter AS position, 0 AS step, jsonb_build_object(
        '_tag', 'ChapterOpened', 'chapter', chapter, 'title', title
      ) AS event FROM chapters
      UNION ALL
      SELECT episode_id, 1, ordinal, 0, jsonb_build_object(
        '_tag', 'LineStarted', 'line', line - 'clip'
      ) FROM episode_lines
      UNION ALL
      SELECT episode_id, 1, ordinal, 1, jsonb_build_object(
        '_tag', 'LineFinished', 'lineId', line -> 'id', 'clip', line -> 'clip'
      ) FROM episode_lines
    )
    INSERT INTO episode_events (episode_id, version, event, writer)
    SELECT episode_id,
      row_number() OVER (PARTITION BY episode_id ORDER BY part, position, step), event, 'migration'
    FROM events
  `
  yield* sql`
    UPDATE episodes SET version = (
      SELECT count(*) FROM episode_events WHERE episode_id = episodes.episode_id
    )
  `
  yield* sql`DROP TABLE episode_lines`
})
