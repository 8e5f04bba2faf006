import { randomUUID } from "node:crypto"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../../storage/PgText.ts"
import type { QueuedRun } from "./RunAdmission.ts"

/**
 * The runs of the queue in the table `aethercast_run_queue`. Nothing here is retried.
 *
 * A run's owner is the node that last executed or resumed it, and no other node can put it to rest: one
 * that was frozen and does not know yet that it was replaced would stop the run of its successor.
 */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const owner = randomUUID()

  /**
   * The round that the queue is in. The runs of a tenant get one round each, so that rounds are fair
   * between tenants: start-time fair queueing (Goyal, Vin and Cheng 1996) with equal costs.
   */
  const currentRound = sql`
    coalesce(
      (SELECT min(round) FROM aethercast_run_queue WHERE status = 'WAITING'),
      (SELECT max(round) FROM aethercast_run_queue WHERE status = 'RUNNING'),
      0
    )
  `

  const all = SqlSchema.findAll({
    Request: Schema.Void,
    Result: Row,
    execute: () => sql`
      SELECT workflow_id AS "workflowId", workflow_name AS workflow, tenant, shard, status,
        admissions, signalled
      FROM aethercast_run_queue WHERE status <> 'RESTING' ORDER BY round, arrival
    `
  })(undefined)

  return {
    /** In the order of the queue, without the runs that rest. */
    all,
    /** Adds a run that this node executes, unless it is there; it is this node's from then on. */
    add: (run: Pick<QueuedRun, "workflowId" | "workflow" | "tenant" | "shard">) => {
      const tenant = storableText(run.tenant)
      return sql`
        INSERT INTO aethercast_run_queue (workflow_id, workflow_name, tenant, shard, status, owner, round)
        SELECT ${storableText(run.workflowId)}, ${run.workflow}, ${tenant}, ${run.shard}, 'WAITING', ${owner},
          greatest(${currentRound}, (
            SELECT coalesce(max(round) + 1, 0) FROM aethercast_run_queue
            WHERE tenant = ${tenant} AND status <> 'RESTING'
          ))
        ON CONFLICT (workflow_id) DO UPDATE SET owner = excluded.owner
      `
    },
    /** How often a run was admitted, whatever its status. */
    admissions: (workflowId: string) =>
      SqlSchema.findOne({
        Request: Schema.String,
        Result: Schema.Struct({ admissions: Schema.Int }),
        execute: (id) => sql`SELECT admissions FROM aethercast_run_queue WHERE workflow_id = ${id}`
      })(storableText(workflowId)).pipe(Effect.map(({ admissions }) => admissions)),
    /** Admits runs. `awake` is one that needs no signal, since it is not suspended. */
    admit: (workflowIds: ReadonlyArray<string>, awake: string | undefined) => sql`
      UPDATE aethercast_run_queue SET status = 'RUNNING', admissions = admissions + 1,
        signalled = CASE WHEN workflow_id = ${awake ?? null} THEN admissions + 1 ELSE signalled END
      WHERE ${sql.in("workflow_id", workflowIds.map(storableText))} AND status = 'WAITING'
    `,
    /** A run was signalled an admission. */
    signalled: ({ admissions, workflowId }: QueuedRun) => sql`
      UPDATE aethercast_run_queue SET signalled = ${admissions}
      WHERE workflow_id = ${storableText(workflowId)} AND signalled < ${admissions}
    `,
    /** Does nothing when another node owns the run. `expiresAt` is in epoch milliseconds. */
    rest: (workflowId: string, expiry: { readonly expiresAt: number; readonly reason: string }) =>
      sql`
        UPDATE aethercast_run_queue SET status = 'RESTING', expires_at = ${expiry.expiresAt},
          expiry_reason = ${storableText(expiry.reason)}
        WHERE workflow_id = ${storableText(workflowId)} AND owner = ${owner}
      `,
    /** Runs that rest and should have been resumed before `now`, the oldest first. */
    expired: SqlSchema.findAll({
      Request: Schema.Finite,
      Result: ExpiredRow,
      execute: (now) => sql`
        SELECT workflow_id AS "workflowId", workflow_name AS workflow, shard, expiry_reason AS reason
        FROM aethercast_run_queue WHERE status = 'RESTING' AND expires_at < ${now}
        ORDER BY expires_at LIMIT 100
      `
    }),
    /**
     * The run is this node's. If it rests, it is the first of its round again, for it arrived before the
     * others.
     */
    resume: (workflowId: string) => sql`
      UPDATE aethercast_run_queue SET owner = ${owner},
        status = CASE status WHEN 'RESTING' THEN 'WAITING' ELSE status END,
        round = CASE status WHEN 'RESTING' THEN ${currentRound} ELSE round END
      WHERE workflow_id = ${storableText(workflowId)}
    `,
    remove: (workflowId: string) =>
      sql`DELETE FROM aethercast_run_queue WHERE workflow_id = ${storableText(workflowId)}`,
    /** Removes runs that ended without having left. */
    removeEnded: sql`
      DELETE FROM aethercast_run_queue AS queued USING aethercast_workflow_instances AS run
      WHERE run.workflow_id = queued.workflow_id AND run.completed_at IS NOT NULL
    `,
    /** In a transaction that no other node has at the same time. */
    exclusively: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      sql.withTransaction(
        Effect.andThen(sql`SELECT pg_advisory_xact_lock(hashtext('aethercast_run_queue'))`, effect)
      )
  }
})

export type RunQueueTable = Effect.Success<typeof make>

const ExpiredRow = Schema.Struct({
  workflowId: Schema.String,
  workflow: Schema.String,
  shard: Schema.Int,
  reason: Schema.String
})

const Row = Schema.Struct({
  workflowId: Schema.String,
  workflow: Schema.String,
  tenant: Schema.String,
  shard: Schema.Int,
  status: Schema.Literals(["WAITING", "RUNNING"]),
  admissions: Schema.Int,
  signalled: Schema.Int
})
