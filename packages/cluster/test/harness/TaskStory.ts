import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** What became of one task, in the order in which the database saw it. */
const TaskStory = Schema.Struct({
  task: Schema.String,
  executions: Schema.Array(
    Schema.Struct({ moment: Schema.Int, node: Schema.String, answered: Schema.Boolean })
  ),
  /** The answers that the engine stored: when, and which execution gave it. */
  answers: Schema.Array(
    Schema.Struct({ moment: Schema.Int, execution: Schema.NullOr(Schema.String) })
  ),
  effects: Schema.Int
})
export type TaskStory = typeof TaskStory.Type

/** Lets the database note the moment of every answer that the engine stores. */
export const noteAnswers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE answers (moment bigint DEFAULT nextval('moments'), task_id text, execution text)
  `
  yield* sql`
    CREATE FUNCTION note_answer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO answers (task_id, execution) VALUES (
          NEW.envelope::jsonb #>> '{payload,task,id}',
          jsonb_path_query_first(NEW.exit::jsonb, '$.**.moment') #>> '{}'
        );
        RETURN NULL;
      END
    $$
  `
  yield* sql`
    CREATE TRIGGER noted AFTER INSERT OR UPDATE OF exit ON aethercast_messages
    FOR EACH ROW WHEN (NEW.exit IS NOT NULL AND NEW.envelope::jsonb ->> 'tag' = 'Perform')
    EXECUTE FUNCTION note_answer()
  `
})

/** What became of the tasks of the jobs whose names begin so. */
export const of = Effect.fn("Story.of")(function* (prefix: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findAll({
    Request: Schema.String,
    Result: TaskStory,
    execute: (jobs) => sql`
      SELECT task_id AS task,
        jsonb_agg(jsonb_build_object('moment', moment, 'node', node, 'answered',
          EXISTS (SELECT FROM answers WHERE execution = e.moment::text)) ORDER BY moment) AS executions,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('moment', moment, 'execution', execution)
          ORDER BY moment), '[]') FROM answers WHERE task_id = e.task_id) AS answers,
        (SELECT count(*)::int FROM effects WHERE task_id = e.task_id) AS effects
      FROM executions e WHERE workflow_id LIKE ${jobs} GROUP BY task_id
    `
  })(`job:${prefix}-%`)
})

/**
 * Every one of so many tasks had its effect once and one answer; that answer was given by the last
 * execution that was begun, and nothing was begun after it. So nobody answered for what it had lost
 * to another, and nothing that was answered was done again.
 */
export const isWhole = (stories: ReadonlyArray<TaskStory>, tasks: number) => {
  assert.strictEqual(stories.length, tasks)
  for (const story of stories) {
    const told = JSON.stringify(story)
    const last = story.executions.at(-1)
    const [answer] = story.answers
    assert.strictEqual(story.effects, 1, told)
    assert.strictEqual(story.answers.length, 1, told)
    assert.strictEqual(answer?.execution, String(last?.moment), told)
    assert.isTrue(last !== undefined && answer !== undefined && answer.moment > last.moment, told)
  }
}
