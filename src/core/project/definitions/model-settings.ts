import * as z from 'zod';
import {
  HARD_DELETES,
  HISTORY_STRATEGIES,
  INCREMENTAL_STRATEGIES,
  MATERIALIZATIONS,
  PRIVILEGES,
  SCHEMA_CHANGES,
} from '../../materialization/model-config.ts';
import { tableConstraint } from './constraints.ts';
import { anyMap, oneOrMoreTexts, relationName, retention, schemaName, someText } from './texts.ts';

const index = z.strictObject({
  columns: oneOrMoreTexts.describe('Columns, or expressions in SQL, that it is keyed by'),
  unique: z
    .boolean()
    .optional()
    .meta({ description: 'Whether no two rows may share a key', default: false }),
  type: z
    .enum(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'])
    .optional()
    .meta({ description: 'The access method', default: 'btree' }),
  include: oneOrMoreTexts.optional().describe('Columns carried without being keyed by them'),
  where: someText.optional().describe('The condition of a partial index, as SQL'),
});

/** `select: [reader]`, or `+select: [reader]` to add to what outer folders grant. */
const grants = z
  .strictObject(
    Object.fromEntries(
      PRIVILEGES.flatMap((privilege) => [
        [
          privilege,
          oneOrMoreTexts.optional().describe(`The roles that hold ${privilege}`),
        ] as const,
        [
          `+${privilege}`,
          oneOrMoreTexts
            .optional()
            .describe(`Roles that hold ${privilege} beside those of outer folders`),
        ] as const,
      ]),
    ),
  )
  .meta({ id: 'grants' });

/** What a model may be told in project.yml, in YAML under `config:` and by `config()`. */
export const modelSettings = z.strictObject({
  materialized: z
    .enum(MATERIALIZATIONS)
    .optional()
    .meta({ description: 'How the select becomes a relation', default: 'view' }),
  schema: schemaName.optional().describe("The schema, as written; left out: the target's"),
  alias: relationName
    .optional()
    .describe('The name in the database; left out: the name of the model'),
  tags: oneOrMoreTexts.optional().describe('Words to select by; added to those of outer folders'),
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'false: the model does not exist', default: true }),
  unique_key: oneOrMoreTexts
    .optional()
    .describe('The columns whose values no two rows share; the primary key'),
  incremental_strategy: z
    .enum(INCREMENTAL_STRATEGIES)
    .optional()
    .describe(
      'How an incremental model adds its rows; left out: delete+insert with a unique_key, else append',
    ),
  on_schema_change: z
    .enum(SCHEMA_CHANGES)
    .optional()
    .describe(
      'What happens when the columns of the select change; left out: fail for incremental, append_new_columns for upsert and snapshot',
    ),
  on_missing: z.enum(['keep', 'delete', 'flag']).optional().meta({
    description: 'What an upsert does with keys that the select no longer has',
    default: 'keep',
  }),
  on_empty: z
    .enum(['error', 'warn', 'ok'])
    .optional()
    .describe(
      'What happens when the select has no rows; left out: error for upsert, snapshot and what reads dated inputs, else ok',
    ),
  pre_hook: oneOrMoreTexts
    .optional()
    .describe('SQL that runs before the build, in its transaction'),
  post_hook: oneOrMoreTexts
    .optional()
    .describe('SQL that runs after the build, in its transaction'),
  indexes: z.array(index).optional().describe('Indexes of the table'),
  constraints: z.array(tableConstraint).optional().describe('Constraints of the table'),
  grants: grants
    .optional()
    .describe('Roles by privilege, `+select` adds to what outer folders grant; others lose it'),
  unlogged: z
    .boolean()
    .optional()
    .meta({ description: 'Faster, and empty after a crash of the server', default: false }),
  full_refresh: z
    .boolean()
    .optional()
    .meta({ description: 'false: --full-refresh leaves the model alone', default: true }),
  as_of_column: someText
    .optional()
    .describe(
      'The column of a view or table over several as_ofs that says which one a row belongs to; left out: as_of',
    ),
  unsealed_columns: oneOrMoreTexts
    .optional()
    .describe('Columns of a snapshot that its seal leaves out'),
  guard: z.enum(['sealed', 'none']).optional().meta({
    description: 'Whether triggers keep a sealed snapshot from being changed',
    default: 'sealed',
  }),
  keep_restated: z.boolean().optional().meta({
    description: 'Whether the rows that --restate replaces are kept in a table of their own',
    default: false,
  }),
  retain: retention
    .optional()
    .describe(
      'How long the rows of a snapshot are kept, back from its newest as_of; left out: for ever',
    ),
  strategy: z.enum(HISTORY_STRATEGIES).optional().meta({
    description:
      'How a history tells that a row changed: by its values, or by updated_at; left out: timestamp with updated_at, else check',
  }),
  updated_at: someText
    .optional()
    .describe('The column that says when a row was changed last, for the strategy timestamp'),
  check_cols: oneOrMoreTexts
    .optional()
    .describe('The columns whose values the strategy check compares; left out: all'),
  hard_deletes: z.enum(HARD_DELETES).optional().meta({
    description:
      'What a history does with a row that the select no longer has: nothing, end its version, or begin one that is marked is_deleted',
    default: 'ignore',
  }),
  exclude_overlaps: z.boolean().optional().meta({
    description:
      'Whether an exclusion constraint keeps the versions of a history apart too; needs the extension btree_gist, and is dear',
    default: false,
  }),
  contract: z
    .strictObject({ enforced: z.boolean().describe('Whether the contract holds') })
    .optional()
    .describe(
      'enforced: the select must give exactly the declared columns, with exactly their types',
    ),
  meta: anyMap.optional().describe('Anything, for people and tools; merged with outer folders'),
});

export type ModelSettingsYaml = z.infer<typeof modelSettings>;
