import type { EntityAddress } from "effect/cluster"
import type { PgClient } from "@effect/sql-pg"
import type { FinalReply, LastReply, MessageRow } from "./MessageRow.ts"

/** The channel of the notifications to the owner of a shard (the payload) that another node stored a message for it. */
export const channel = "aethercast_messages"

/** A message with its answer, handed over in an epoch before it is stored. */
export interface AnsweredRow extends MessageRow {
  readonly epoch: string
  readonly answer: FinalReply
}

/** The outcome of an INSERT. */
export interface Inserted extends LastReply {
  readonly id: string
  readonly stored: boolean
  /** The epoch that it is claimed by. */
  readonly claim: string | null
  /** The request that has its key already. */
  readonly original: string | null
  /** Nothing was stored for its entity before. */
  readonly first: boolean
}

/** A request whose answer was cleared; with a claim this node executes it. */
export interface Reopened {
  readonly shard: string
  readonly claim: string | null
  readonly envelope: string
}

export interface ReadRow extends LastReply {
  readonly id: string
  /** See `MessageRow.message_id`. */
  readonly key: string | null
  readonly envelope: string
}

export interface ReplyRow {
  readonly request: string
  readonly id: string
  readonly sequence: number | null
  readonly payload: string
}

export type Statements = ReturnType<typeof make>

/** Every statement on messages and their replies, for the node of number `node`. */
export const make = (sql: PgClient.PgClient, node: string) => {
  const input = (rows: ReadonlyArray<MessageRow>) => sql`
    SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS row (
      id bigint, message_id text, shard_id text, entity_type text, entity_id text, kind smallint,
      request_id bigint, deliver_at bigint, envelope text
    )
  `
  const ids = (values: ReadonlyArray<string>) => sql`${`{${values.join(",")}}`}::text::bigint[]`
  const texts = (values: ReadonlyArray<string>) => sql`
    ARRAY(SELECT json_array_elements_text(${JSON.stringify(values)}::text::json))
  `
  const answered = sql.literal(`
    m.last_reply_id::text AS reply, m.exit, r.sequence, r.payload AS chunk
  `)
  const lastChunk = sql.literal(`
    LEFT JOIN aethercast_replies r
      ON m.exit IS NULL AND r.request_id = m.id AND r.id = m.last_reply_id
  `)
  /** Whether another node has the shard. */
  const elsewhere = sql`
    NOT EXISTS (SELECT FROM aethercast_shards s WHERE s.shard_id = freed.shard_id AND s.node = ${node}::text::bigint)
  `
  /** Resets a request to unanswered, claimed by this node if it owns the shard. */
  const unanswered = sql`
    processed = false, settled_at = null, exit = null, last_reply_id = null, read_at = now(),
    claim = CASE WHEN kind = 0 AND deliver_at IS NULL THEN (
      SELECT s.epoch FROM aethercast_shards s
      WHERE s.shard_id = m.shard_id AND s.node = ${node}::text::bigint
    ) END
  `
  const reopened = sql`
    SELECT shard_id AS shard, claim::text AS claim, envelope,
      CASE WHEN claim IS NULL AND ${elsewhere}
        THEN pg_notify(${sql.literal(`'${channel}'`)}, shard_id)::text END AS woken
    FROM freed
  `
  const wake = sql`pg_notify(${sql.literal(`'${channel}'`)}, shard_id)::text`

  return {
    /** Stores messages, claimed by this node's epoch of their shards where it has one. */
    insert: (rows: ReadonlyArray<MessageRow>, claiming: boolean) => sql<Inserted>`
      WITH input AS (${input(rows)}), stored AS (
        INSERT INTO aethercast_messages (
          id, message_id, shard_id, entity_type, entity_id, kind, request_id, deliver_at, envelope,
          claim, read_at
        )
        SELECT input.*, s.epoch, CASE WHEN s.epoch IS NOT NULL THEN now() END
        FROM input LEFT JOIN aethercast_shards s
          ON s.shard_id = input.shard_id AND s.node = ${node}::text::bigint AND ${claiming}
            AND input.deliver_at IS NULL
        -- Two nodes that store the same keys in another order would wait for each other.
        ORDER BY input.message_id
        ON CONFLICT DO NOTHING
        RETURNING id, shard_id, claim
      )
      SELECT input.id::text AS id, stored.id IS NOT NULL AS stored, stored.claim::text AS claim,
        stored.id IS NOT NULL AND earlier.id IS NULL AS first, original.*,
        CASE WHEN stored.id IS NOT NULL AND stored.claim IS NULL AND input.deliver_at IS NULL
          THEN pg_notify(${sql.literal(`'${channel}'`)}, input.shard_id)::text END AS woken
      FROM input LEFT JOIN stored ON stored.id = input.id
      LEFT JOIN LATERAL (
        SELECT m.id FROM aethercast_messages m WHERE m.entity_id = input.entity_id LIMIT 1
      ) earlier ON true
      LEFT JOIN LATERAL (
        SELECT m.id::text AS original, ${answered}
        FROM aethercast_messages m ${lastChunk}
        WHERE stored.id IS NULL AND (m.message_id = input.message_id OR m.id = input.id)
        LIMIT 1
      ) original ON true
    `,
    /** Stores messages with their answers, in the epochs that still last; returns those stored. */
    insertAnswered: (rows: ReadonlyArray<AnsweredRow>) => sql<{ id: string }>`
      WITH input AS (
        SELECT * FROM json_to_recordset(${JSON.stringify(rows.map(flat))}::text::json) AS row (
          id bigint, message_id text, shard_id text, entity_type text, entity_id text,
          kind smallint, request_id bigint, envelope text, epoch bigint, exit text, reply bigint
        )
      )
      INSERT INTO aethercast_messages (
        id, message_id, shard_id, entity_type, entity_id, kind, request_id, envelope, claim, read_at,
        processed, settled_at, exit, last_reply_id
      )
      SELECT input.id, message_id, input.shard_id, entity_type, entity_id, kind, request_id, envelope,
        input.epoch, now(), true, now(), exit, reply
      FROM input JOIN aethercast_shards s ON s.shard_id = input.shard_id AND s.epoch = input.epoch
        AND s.node = ${node}::text::bigint
      ORDER BY message_id
      ON CONFLICT DO NOTHING
      RETURNING id::text AS id
    `,
    /**
     * The request that has the key of one that was not stored. An INSERT does not see a row that
     * another node stored after it had begun.
     */
    findOriginal: (row: MessageRow) => sql<Inserted>`
      SELECT ${row.id} AS id, false AS stored, null AS claim, false AS first, m.id::text AS original,
        ${answered}
      FROM aethercast_messages m ${lastChunk}
      WHERE m.message_id = ${row.message_id} OR m.id = ${row.id}::text::bigint
      LIMIT 1
    `,
    /** Replaces the earlier acknowledgements of the stream, and lets it send its next chunk. */
    acknowledge: (row: MessageRow, reply: string) => sql`
      WITH acked AS (
        UPDATE aethercast_replies SET acked = true
        WHERE request_id = ${row.request_id}::text::bigint AND id = ${reply}::text::bigint
      ), replaced AS (
        UPDATE aethercast_messages SET processed = true, settled_at = now()
        WHERE kind = 1 AND request_id = ${row.request_id}::text::bigint AND NOT processed
      ), freed AS (
        INSERT INTO aethercast_messages (
          id, message_id, shard_id, entity_type, entity_id, kind, request_id, deliver_at, envelope
        ) ${input([row])}
        ON CONFLICT DO NOTHING
        RETURNING shard_id
      )
      SELECT ${wake} FROM freed WHERE ${elsewhere}
    `,
    /**
     * Stores answers; returns those that were refused: another was first, or another node owns the
     * shard.
     */
    answer: (rows: ReadonlyArray<FinalReply>) => sql<{ id: string; exists: boolean }>`
      WITH input AS (
        SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS row (
          id bigint, request_id bigint, exit text
        )
      ), settled AS (
        UPDATE aethercast_messages m
        SET processed = true, settled_at = now(), exit = input.exit, last_reply_id = input.id
        FROM input, aethercast_shards s
        WHERE m.id = input.request_id AND m.exit IS NULL
          AND s.shard_id = m.shard_id AND s.node = ${node}::text::bigint
        RETURNING m.id, m.last_reply_id
      ), controls AS (
        UPDATE aethercast_messages c
        SET processed = true, settled_at = now(), last_reply_id = settled.last_reply_id
        FROM settled
        WHERE c.kind <> 0 AND c.request_id = settled.id
      )
      SELECT input.id::text AS id, known.id IS NOT NULL AS exists
      FROM input LEFT JOIN settled ON settled.last_reply_id = input.id
      LEFT JOIN LATERAL (
        SELECT m.id FROM aethercast_messages m WHERE settled.id IS NULL AND m.id = input.request_id
      ) known ON true
      WHERE settled.id IS NULL
    `,
    chunk: (reply: ReplyRow) => sql`
      WITH stored AS (
        INSERT INTO aethercast_replies (request_id, sequence, id, payload)
        VALUES (${reply.request}::text::bigint, ${reply.sequence}, ${reply.id}::text::bigint, ${reply.payload})
        ON CONFLICT (request_id, sequence)
        DO UPDATE SET id = excluded.id, payload = excluded.payload, acked = false
      )
      UPDATE aethercast_messages SET last_reply_id = ${reply.id}::text::bigint
      WHERE id = ${reply.request}::text::bigint AND exit IS NULL
    `,
    clear: (request: string) => sql<Reopened>`
      WITH interrupts AS (
        DELETE FROM aethercast_messages WHERE kind = 2 AND request_id = ${request}::text::bigint
      ), freed AS (
        UPDATE aethercast_messages m SET ${unanswered}
        WHERE id = ${request}::text::bigint
        RETURNING shard_id, claim, envelope
      )
      ${reopened}
    `,
    clearIfLast: (request: string, reply: string) => sql<Reopened>`
      WITH freed AS (
        UPDATE aethercast_messages m SET ${unanswered}
        WHERE (id = ${request}::text::bigint OR (kind <> 0 AND request_id = ${request}::text::bigint))
          AND last_reply_id = ${reply}::text::bigint
        RETURNING shard_id, claim, envelope
      )
      ${reopened}
    `,
    idForKey: (key: string) => sql<{ id: string }>`
      SELECT id::text AS id FROM aethercast_messages WHERE message_id = ${key}
    `,
    replies: (requests: ReadonlyArray<string>, acked: boolean) => sql<ReplyRow>`
      SELECT * FROM (
        SELECT id::text AS request, last_reply_id::text AS id, null::integer AS sequence,
          exit AS payload
        FROM aethercast_messages WHERE id = ANY(${ids(requests)}) AND exit IS NOT NULL
        UNION ALL
        SELECT request_id::text, id::text, sequence, payload
        FROM aethercast_replies WHERE request_id = ANY(${ids(requests)}) AND (NOT acked OR ${acked})
      ) replies ORDER BY request, sequence NULLS LAST
    `,
    /** Claims and returns what is unanswered on this node's shards and not claimed by a lasting epoch. */
    read: (options: {
      readonly shards: ReadonlyArray<string>
      readonly doubtful: ReadonlyArray<string>
      readonly now: number
      readonly limit: number
      readonly addresses: ReadonlyArray<EntityAddress.EntityAddress> | undefined
    }) => sql<ReadRow>`
      WITH due AS (
        SELECT m.id, s.epoch
        FROM aethercast_shards s JOIN aethercast_messages m ON m.shard_id = s.shard_id
        WHERE s.shard_id = ANY(${texts(options.shards)}) AND s.node = ${node}::text::bigint
          AND NOT m.processed
          AND (
            m.claim IS DISTINCT FROM s.epoch
            OR m.read_at < now() - CASE WHEN m.kind = 0 THEN interval '1 minute' ELSE interval '10 minutes' END
            OR m.id = ANY(${ids(options.doubtful)})
          )
          AND (m.deliver_at IS NULL OR m.deliver_at <= ${String(options.now)}::text::bigint)
          AND NOT EXISTS (SELECT FROM aethercast_replies r WHERE r.request_id = m.request_id AND NOT r.acked)
          ${
            options.addresses === undefined
              ? sql``
              : sql`AND (m.entity_type, m.entity_id) IN (${addresses(sql, options.addresses)})`
          }
        ORDER BY m.row_id
        LIMIT ${options.limit}
        FOR UPDATE OF m SKIP LOCKED
      ), claimed AS (
        UPDATE aethercast_messages m SET claim = due.epoch, read_at = now()
        FROM due WHERE m.id = due.id
        RETURNING m.*
      )
      SELECT m.id::text AS id, m.message_id AS key, m.envelope, ${answered}
      FROM claimed m ${lastChunk}
      ORDER BY m.row_id
    `,
    byId: (requests: ReadonlyArray<string>, now: number) => sql<ReadRow>`
      SELECT m.id::text AS id, m.message_id AS key, m.envelope, ${answered}
      FROM aethercast_messages m ${lastChunk}
      WHERE m.id = ANY(${ids(requests)}) AND NOT m.processed
        AND (m.deliver_at IS NULL OR m.deliver_at <= ${String(now)}::text::bigint)
        AND NOT EXISTS (SELECT FROM aethercast_replies r WHERE r.request_id = m.request_id AND NOT r.acked)
      ORDER BY m.row_id
    `,
    resetIds: (requests: ReadonlyArray<string>) => sql`
      UPDATE aethercast_messages SET claim = null WHERE id = ANY(${ids(requests)}) AND NOT processed
    `,
    resetShards: (shards: ReadonlyArray<string>) => sql`
      UPDATE aethercast_messages SET claim = null
      WHERE shard_id = ANY(${texts(shards)}) AND NOT processed AND claim IS NOT NULL
    `,
    resetAddresses: (entities: ReadonlyArray<EntityAddress.EntityAddress>) => sql`
      UPDATE aethercast_messages SET claim = null
      WHERE (entity_type, entity_id) IN (${addresses(sql, entities)}) AND NOT processed
    `,
    clearAddress: (address: EntityAddress.EntityAddress) => sql`
      WITH gone AS (
        DELETE FROM aethercast_messages
        WHERE entity_id = ${address.entityId} AND entity_type = ${address.entityType}
        RETURNING id
      )
      DELETE FROM aethercast_replies r USING gone WHERE r.request_id = gone.id
    `
  }
}

const addresses = (
  sql: PgClient.PgClient,
  entities: ReadonlyArray<EntityAddress.EntityAddress>
) => sql`
  SELECT type, id FROM json_to_recordset(${JSON.stringify(
    entities.map(({ entityId, entityType }) => ({ type: entityType, id: entityId }))
  )}::text::json) AS row (type text, id text)
`

/** The outcome of each row, in the order of the rows. */
export const inOrder = (rows: ReadonlyArray<MessageRow>, inserted: ReadonlyArray<Inserted>) => {
  const byId = new Map(inserted.map((row) => [row.id, row]))
  return rows.flatMap(({ id }) => byId.get(id) ?? [])
}

const flat = ({ answer, ...row }: AnsweredRow) => ({
  ...row,
  exit: answer.exit,
  reply: answer.id
})
