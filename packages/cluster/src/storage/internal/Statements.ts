import type { EntityAddress } from "effect/cluster"
import type { PgClient } from "@effect/sql-pg"

/** Where a node learns of messages that it did not store itself; the payload is a shard. */
export const channel = "aethercast_messages"

/** A message as it is stored. */
export interface MessageRow {
  readonly id: string
  readonly message_id: string | null
  readonly shard_id: string
  readonly entity_type: string
  readonly entity_id: string
  readonly kind: 0 | 1 | 2
  readonly request_id: string
  readonly deliver_at: number | null
  readonly envelope: string
}

/** A message that is not stored yet, handed over in a epoch. */
export interface Draft extends MessageRow {
  readonly epoch: string
}

/** The answer to a request that ends it. */
export interface End {
  readonly id: string
  readonly request_id: string
  readonly exit: string
}

/** What is known of a message's answers: nothing, its last chunk, or its end. */
export interface Answered {
  readonly reply: string | null
  readonly exit: string | null
  readonly sequence: number | null
  readonly chunk: string | null
}

interface Saved extends Answered {
  readonly id: string
  readonly stored: boolean
  readonly claim: string | null
  /** The message that it repeats. */
  readonly known: string | null
  /** Nothing was ever stored for the entity before. */
  readonly first: boolean
}

/** A message whose answer was taken back; claimed, it is for this node alone. */
export interface Freed {
  readonly shard: string
  readonly claim: string | null
  readonly envelope: string
}

export interface Read extends Answered {
  readonly envelope: string
}

export interface ReplyRow {
  readonly request: string
  readonly id: string
  readonly sequence: number | null
  readonly payload: string
}

export const make = (sql: PgClient.PgClient, node: string) => {
  const told = (rows: ReadonlyArray<MessageRow>) => sql`
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
  /** Wakes the node that has the shard, unless it is this one. */
  const elsewhere = sql`
    NOT EXISTS (SELECT FROM aethercast_shards s WHERE s.shard_id = freed.shard_id AND s.node = ${node}::text::bigint)
  `
  /** As if it was never answered, and read by this node if it has the shard. */
  const unanswered = sql`
    processed = false, settled_at = null, exit = null, last_reply_id = null, read_at = now(),
    claim = CASE WHEN kind = 0 AND deliver_at IS NULL THEN (
      SELECT s.epoch FROM aethercast_shards s
      WHERE s.shard_id = m.shard_id AND s.node = ${node}::text::bigint
    ) END
  `
  const freed = sql`
    SELECT shard_id AS shard, claim::text AS claim, envelope,
      CASE WHEN claim IS NULL AND ${elsewhere}
        THEN pg_notify(${sql.literal(`'${channel}'`)}, shard_id)::text END AS woken
    FROM freed
  `
  const wake = sql`pg_notify(${sql.literal(`'${channel}'`)}, shard_id)::text`

  return {
    /** Stores messages, claimed by this node's epoch of their shards, if it has one. */
    save: (rows: ReadonlyArray<MessageRow>, claiming: boolean) => sql<Saved>`
      WITH told AS (${told(rows)}), stored AS (
        INSERT INTO aethercast_messages (
          id, message_id, shard_id, entity_type, entity_id, kind, request_id, deliver_at, envelope,
          claim, read_at
        )
        SELECT told.*, s.epoch, CASE WHEN s.epoch IS NOT NULL THEN now() END
        FROM told LEFT JOIN aethercast_shards s
          ON s.shard_id = told.shard_id AND s.node = ${node}::text::bigint AND ${claiming}
            AND told.deliver_at IS NULL
        -- Two nodes that store the same keys must meet them in the same order.
        ORDER BY told.message_id
        ON CONFLICT DO NOTHING
        RETURNING id, shard_id, claim
      )
      SELECT told.id::text AS id, stored.id IS NOT NULL AS stored, stored.claim::text AS claim,
        stored.id IS NOT NULL AND earlier.id IS NULL AS first, known.*,
        CASE WHEN stored.id IS NOT NULL AND stored.claim IS NULL AND told.deliver_at IS NULL
          THEN pg_notify(${sql.literal(`'${channel}'`)}, told.shard_id)::text END AS woken
      FROM told LEFT JOIN stored ON stored.id = told.id
      LEFT JOIN LATERAL (
        SELECT m.id FROM aethercast_messages m WHERE m.entity_id = told.entity_id LIMIT 1
      ) earlier ON true
      LEFT JOIN LATERAL (
        SELECT m.id::text AS known, ${answered}
        FROM aethercast_messages m ${lastChunk}
        WHERE stored.id IS NULL AND (m.message_id = told.message_id OR m.id = told.id)
        LIMIT 1
      ) known ON true
    `,
    /** Stores messages with their answers, in the tenures that still last; tells which. */
    complete: (rows: ReadonlyArray<Draft & { readonly end: End }>) => sql<{ id: string }>`
      WITH told AS (
        SELECT * FROM json_to_recordset(${JSON.stringify(rows.map(completed))}::text::json) AS row (
          id bigint, message_id text, shard_id text, entity_type text, entity_id text,
          kind smallint, request_id bigint, envelope text, epoch bigint, exit text, reply bigint
        )
      )
      INSERT INTO aethercast_messages (
        id, message_id, shard_id, entity_type, entity_id, kind, request_id, envelope, claim, read_at,
        processed, settled_at, exit, last_reply_id
      )
      SELECT told.id, message_id, told.shard_id, entity_type, entity_id, kind, request_id, envelope,
        told.epoch, now(), true, now(), exit, reply
      FROM told JOIN aethercast_shards s ON s.shard_id = told.shard_id AND s.epoch = told.epoch
        AND s.node = ${node}::text::bigint
      ORDER BY message_id
      ON CONFLICT DO NOTHING
      RETURNING id::text AS id
    `,
    /** What a message that was not stored repeats: another node stored it in the same moment. */
    known: (row: MessageRow) => sql<Saved>`
      SELECT ${row.id} AS id, false AS stored, null AS claim, false AS first, m.id::text AS known,
        ${answered}
      FROM aethercast_messages m ${lastChunk}
      WHERE m.message_id = ${row.message_id} OR m.id = ${row.id}::text::bigint
      LIMIT 1
    `,
    /** Takes the place of the acknowledgements before it, and frees the stream for its next chunk. */
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
        ) ${told([row])}
        ON CONFLICT DO NOTHING
        RETURNING shard_id
      )
      SELECT ${wake} FROM freed WHERE ${elsewhere}
    `,
    /** Ends requests, unless another answer was first or the shard is another node's: those are told. */
    settle: (rows: ReadonlyArray<End>) => sql<{ id: string; exists: boolean }>`
      WITH told AS (
        SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS row (
          id bigint, request_id bigint, exit text
        )
      ), settled AS (
        UPDATE aethercast_messages m
        SET processed = true, settled_at = now(), exit = told.exit, last_reply_id = told.id
        FROM told, aethercast_shards s
        WHERE m.id = told.request_id AND m.exit IS NULL
          AND s.shard_id = m.shard_id AND s.node = ${node}::text::bigint
        RETURNING m.id, m.last_reply_id
      ), controls AS (
        UPDATE aethercast_messages c
        SET processed = true, settled_at = now(), last_reply_id = settled.last_reply_id
        FROM settled
        WHERE c.kind <> 0 AND c.request_id = settled.id
      )
      SELECT told.id::text AS id, known.id IS NOT NULL AS exists
      FROM told LEFT JOIN settled ON settled.last_reply_id = told.id
      LEFT JOIN LATERAL (
        SELECT m.id FROM aethercast_messages m WHERE settled.id IS NULL AND m.id = told.request_id
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
    clear: (request: string) => sql<Freed>`
      WITH interrupts AS (
        DELETE FROM aethercast_messages WHERE kind = 2 AND request_id = ${request}::text::bigint
      ), freed AS (
        UPDATE aethercast_messages m SET ${unanswered}
        WHERE id = ${request}::text::bigint
        RETURNING shard_id, claim, envelope
      )
      ${freed}
    `,
    clearIfLast: (request: string, reply: string) => sql<Freed>`
      WITH freed AS (
        UPDATE aethercast_messages m SET ${unanswered}
        WHERE (id = ${request}::text::bigint OR (kind <> 0 AND request_id = ${request}::text::bigint))
          AND last_reply_id = ${reply}::text::bigint
        RETURNING shard_id, claim, envelope
      )
      ${freed}
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
    /** Claims what is unprocessed on this node's shards, and claimed by no epoch that lasts. */
    read: (options: {
      readonly shards: ReadonlyArray<string>
      readonly doubtful: ReadonlyArray<string>
      readonly now: number
      readonly limit: number
      readonly addresses: ReadonlyArray<EntityAddress.EntityAddress> | undefined
    }) => sql<Read>`
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
      SELECT m.envelope, ${answered}
      FROM claimed m ${lastChunk}
      ORDER BY m.row_id
    `,
    byId: (requests: ReadonlyArray<string>, now: number) => sql<Read>`
      SELECT m.envelope, ${answered}
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

/** What became of each row, in the order of the rows. */
export const inOrder = (rows: ReadonlyArray<MessageRow>, saved: ReadonlyArray<Saved>) => {
  const byId = new Map(saved.map((row) => [row.id, row]))
  return rows.flatMap(({ id }) => byId.get(id) ?? [])
}

const completed = ({ end, ...draft }: Draft & { readonly end: End }) => ({
  ...draft,
  exit: end.exit,
  reply: end.id
})
