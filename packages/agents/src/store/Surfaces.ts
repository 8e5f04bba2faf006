import { retrySql } from "@aethercast/cluster/SqlRetry"
import { storableJson } from "@aethercast/cluster/PgText"
import { type SurfaceId, UiDefinition } from "@aethercast/domain/UiDefinition"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Context, Effect, Layer, type Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** The latest definition of a surface, and the workflow that published it. */
export class PublishedSurface extends Schema.Class<PublishedSurface>("aethercast/PublishedSurface")(
  {
    definition: UiDefinition,
    workflowId: WorkflowId
  }
) {}

/** The latest definition of each surface, available before its workflow runs again. */
export class Surfaces extends Context.Service<
  Surfaces,
  {
    find(id: SurfaceId): Effect.Effect<Option.Option<PublishedSurface>>
    save(published: PublishedSurface): Effect.Effect<void>
  }
>()("@aethercast/agents/store/Surfaces") {
  static readonly layer = Layer.effect(
    Surfaces,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: Schema.toCodecJson(PublishedSurface),
        execute: (id) => sql`
          SELECT definition, workflow_id AS "workflowId" FROM surfaces WHERE surface_id = ${id}
        `
      })
      return Surfaces.of({
        find: Effect.fn("Surfaces.find")((id: SurfaceId) => retrySql(find(id))),
        save: Effect.fn("Surfaces.save")(function* ({ definition, workflowId }: PublishedSurface) {
          const text = yield* Schema.encodeEffect(definitionText)(definition)
          yield* sql`
            INSERT INTO surfaces (surface_id, definition, workflow_id)
            VALUES (${definition.surface}, ${storableJson(text)}::text::jsonb, ${workflowId})
            ON CONFLICT (surface_id) DO UPDATE SET
              definition = excluded.definition, workflow_id = excluded.workflow_id,
              updated_at = now()
          `
        }, retrySql)
      })
    })
  )
}

const definitionText = Schema.fromJsonString(Schema.toCodecJson(UiDefinition))
