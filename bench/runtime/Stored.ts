import { PgClient } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import { SqlSchema } from "effect/sql"

/**
 * Multiplies what one finished workflow left in an otherwise empty database: every row of it, so many
 * times, with every id in it replaced by one of its own. So the copies are as the runtime itself
 * leaves them, whatever its tables are.
 */
export const multiply = Effect.fn("Stored.multiply")(function* (copies: number) {
  const sql = yield* PgClient.PgClient
  const tables = yield* findTables(undefined)
  const sample = yield* Effect.forEach(tables, ({ name }) =>
    Effect.map(rowsOf(name), (rows) => rows.map(({ row }) => row))
  )
  const ids = tokens(sample.flat().join())
  // Copies come in any order; what they refer to is there in the end.
  yield* sql`SET session_replication_role = replica`
  for (const [index, { name, serials }] of tables.entries()) {
    if (sample[index]?.length === 0) continue
    const own = serials.map(
      (column) => `'${column}', nextval(pg_get_serial_sequence('${name}', '${column}'))`
    )
    yield* sql.unsafe(
      `INSERT INTO ${name} OVERRIDING SYSTEM VALUE
      SELECT copy.* FROM ${name} known
      CROSS JOIN generate_series(1, ${copies}) n
      CROSS JOIN LATERAL jsonb_populate_record(
        NULL::${name},
        ${replaced("to_jsonb(known)::text", ids)}::jsonb || jsonb_build_object(${own.join(", ")})
      ) copy
      WHERE to_jsonb(known)::text ~ '${ofWorkflow}'`
    )
  }
  yield* sql`ANALYZE`
  return sample.flat().length
})

const Table = Schema.Struct({ name: Schema.String, serials: Schema.Array(Schema.String) })

/** Every table except those about nodes and about the schema itself. */
const findTables = SqlSchema.findAll({
  Request: Schema.Undefined,
  Result: Table,
  execute: () =>
    PgClient.PgClient.use(
      (sql) => sql`
        SELECT format('%I.%I', t.table_schema, t.table_name) AS name,
          coalesce(array_agg(c.column_name::text) FILTER (
            WHERE c.column_default LIKE 'nextval%' OR c.is_identity = 'YES'
          ), '{}') AS serials
        FROM information_schema.tables t
        JOIN information_schema.columns c USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE'
          AND t.table_schema NOT IN ('pg_catalog', 'information_schema')
          AND t.table_name !~ 'migration|lock|runner|version|node'
        GROUP BY 1
      `
    )
})

const rowsOf = SqlSchema.findAll({
  Request: Schema.String,
  Result: Schema.Struct({ row: Schema.String }),
  execute: (table) =>
    PgClient.PgClient.use((sql) =>
      sql.unsafe(
        `SELECT to_jsonb(t)::text AS row FROM ${table} t WHERE to_jsonb(t)::text ~ '${ofWorkflow}'`
      )
    )
})

/** What distinguishes one workflow from another in its rows; patterns of JavaScript and of Postgres. */
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
const hash = "[0-9a-f]{32}|[0-9a-f]{64}"
const snowflake = "[0-9]{17,19}"
/** Rows about nodes have none of them. */
const ofWorkflow = `\\m(${uuid}|${hash}|${snowflake})\\M`

const tokens = (rows: string) => {
  const found = (pattern: string) => [
    ...new Set(rows.match(new RegExp(`\\b(?:${pattern})\\b`, "g")))
  ]
  return { uuids: found(uuid), hashes: found(hash), snowflakes: found(snowflake) }
}

/** SQL of a row's text as its copy `n` has it. Random stays random, numbers stay apart, and shards are used evenly. */
const replaced = (
  row: string,
  { hashes, snowflakes, uuids }: ReturnType<typeof tokens>
): string => {
  const replacements = [
    ...uuids.map((uuid) => [uuid, `md5('${uuid}' || n)::uuid::text`]),
    ...hashes.map((hash) => [
      hash,
      `left(md5('${hash}' || n) || md5(n || '${hash}'), ${hash.length})`
    ]),
    // 2^22 is a millisecond. Each copy is one older, and no replacement is itself replaced.
    ...snowflakes.map((id, index) => [
      id,
      `(${id} - (n + ${index + 1} * 1000000::bigint) * 4194304)::text`
    ])
  ]
  const text = replacements.reduce((text, [from, to]) => `replace(${text}, '${from}', ${to})`, row)
  return `regexp_replace(${text}, '"shard_id": "(\\w+):\\d+"', '"shard_id": "\\1:' || (n % 64 + 1) || '"')`
}
