import { z } from 'zod';
import {
  INCREMENTAL_STRATEGIES,
  MATERIALIZATIONS,
  PRIVILEGES,
  SCHEMA_CHANGES,
} from '../../materialization/model-config.ts';
import { tableConstraint } from './constraints.ts';
import { anyMap, oneOrMoreTexts, relationName, schemaName, someText } from './texts.ts';

const index = z.strictObject({
  columns: oneOrMoreTexts.describe('Columns, or expressions in SQL, that it is keyed by'),
  unique: z.boolean().optional().describe('Whether no two rows may share a key'),
  type: z
    .enum(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'])
    .optional()
    .describe('The access method; left out: btree'),
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
  materialized: z.enum(MATERIALIZATIONS).optional().describe('How the select becomes a relation'),
  schema: schemaName.optional().describe("The schema, as written; left out: the target's"),
  alias: relationName
    .optional()
    .describe('The name in the database; left out: the name of the model'),
  tags: oneOrMoreTexts.optional().describe('Words to select by; added to those of outer folders'),
  enabled: z.boolean().optional().describe('false: the model does not exist'),
  unique_key: oneOrMoreTexts
    .optional()
    .describe('The columns whose values no two rows share; the primary key'),
  incremental_strategy: z
    .enum(INCREMENTAL_STRATEGIES)
    .optional()
    .describe('How an incremental model adds its rows'),
  on_schema_change: z
    .enum(SCHEMA_CHANGES)
    .optional()
    .describe('What happens when the columns of the select change'),
  on_missing: z
    .enum(['keep', 'delete', 'flag'])
    .optional()
    .describe('What an upsert does with keys that the select no longer has'),
  on_empty: z
    .enum(['error', 'warn', 'ok'])
    .optional()
    .describe('What happens when the select has no rows'),
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
  unlogged: z.boolean().optional().describe('Faster, and empty after a crash of the server'),
  full_refresh: z.boolean().optional().describe('false: --full-refresh leaves the model alone'),
  as_of_column: someText
    .optional()
    .describe('The column that says which as_of a row of several belongs to'),
  unsealed_columns: oneOrMoreTexts
    .optional()
    .describe('Columns of a snapshot that its seal leaves out'),
  guard: z
    .enum(['sealed', 'none'])
    .optional()
    .describe('Whether triggers keep a sealed snapshot from being changed'),
  contract: z
    .strictObject({ enforced: z.boolean().describe('Whether the contract holds') })
    .optional()
    .describe(
      'enforced: the select must give exactly the declared columns, with exactly their types',
    ),
  meta: anyMap.optional().describe('Anything, for people and tools; merged with outer folders'),
});

export type ModelSettingsYaml = z.infer<typeof modelSettings>;
