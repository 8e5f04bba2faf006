import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** What happened to one task of the worker, in the order in which the database saw it. */
export const TaskStory = Schema.Struct({
  task: Schema.String,
  workflow: Schema.String,
  /** Every time that a node began the task, and whether the answer of that execution was stored. */
  executions: Schema.Array(
    Schema.Struct({ moment: Schema.Int, node: Schema.String, answered: Schema.Boolean })
  ),
  /** The answers that the engine stored, and the execution that each came from. */
  answers: Schema.Array(
    Schema.Struct({ moment: Schema.Int, execution: Schema.NullOr(Schema.String) })
  ),
  /** How many effects the task had on the world. */
  effects: Schema.Int
})
export type TaskStory = typeof TaskStory.Type

/**
 * The tables in which the worker records what it does. A trigger records when the engine stores an
 * answer; `moments` numbers executions and answers in one order.
 */
export const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE SEQUENCE moments`
  yield* sql`
    CREATE TABLE executions (
      moment bigint PRIMARY KEY DEFAULT nextval('moments'),
      task_id text NOT NULL,
      workflow_id text NOT NULL,
      node text NOT NULL
    )
  `
  yield* sql`CREATE TABLE effects (task_id text, receipt text, PRIMARY KEY (task_id, receipt))`
  yield* sql`
    CREATE TABLE answers (moment bigint DEFAULT nextval('moments'), task_id text, execution text)
  `
  yield* sql`
    CREATE FUNCTION record_answer() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER answered AFTER INSERT OR UPDATE OF exit ON aethercast_messages
    FOR EACH ROW WHEN (NEW.exit IS NOT NULL AND NEW.envelope::jsonb ->> 'tag' = 'Run')
    EXECUTE FUNCTION record_answer()
  `
})

/** The stories of the tasks of all workflows whose ids match an SQL pattern, in the order of their begin. */
export const matching = Effect.fn("TaskStory.matching")(function* (pattern: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findAll({
    Request: Schema.String,
    Result: TaskStory,
    execute: (workflows) => sql`
      SELECT task_id AS task, workflow_id AS workflow,
        jsonb_agg(jsonb_build_object('moment', moment, 'node', node, 'answered',
          EXISTS (SELECT FROM answers WHERE execution = e.moment::text)) ORDER BY moment) AS executions,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('moment', moment, 'execution', execution)
          ORDER BY moment), '[]') FROM answers WHERE task_id = e.task_id) AS answers,
        (SELECT count(*)::int FROM effects WHERE task_id = e.task_id) AS effects
      FROM executions e WHERE workflow_id LIKE ${workflows}
      GROUP BY task_id, workflow_id ORDER BY min(moment)
    `
  })(pattern)
})

/** The stories of the tasks of the jobs `<prefix>-0`, `<prefix>-1`, … */
export const ofJobs = (prefix: string) => matching(`job:${prefix}-%`)

/**
 * Asserts that `tasks` tasks each had one effect and one answer, which came from the last execution that
 * was begun, and that none was begun after it: no node answered for a task that another had taken over,
 * and no answered task was repeated.
 */
export const assertExactlyOnce = (stories: ReadonlyArray<TaskStory>, tasks: number) => {
  assert.strictEqual(stories.length, tasks)
  for (const story of stories) {
    const text = JSON.stringify(story)
    const last = story.executions.at(-1)
    const [answer] = story.answers
    assert.strictEqual(story.effects, 1, text)
    assert.strictEqual(story.answers.length, 1, text)
    assert.strictEqual(answer?.execution, String(last?.moment), text)
    assert.isTrue(last !== undefined && answer !== undefined && answer.moment > last.moment, text)
  }
}

/** The tasks of which more than one execution was begun. */
export const repeated = (stories: ReadonlyArray<TaskStory>) =>
  stories.filter(({ executions }) => executions.length > 1)
