import * as z from 'zod';
import { ENCODINGS } from '../../seed/encoding/encoding.ts';
import { anyMap, oneOrMoreTexts, relationName, schemaName, someText } from './texts.ts';

const oneByte = z.string().regex(/^[\t\x20-\x7e]$/, { error: 'one ASCII character' });

/** What a seed may be told in project.yml and where it is declared. */
export const seedSettings = z.strictObject({
  as_of: someText
    .optional()
    .describe('Which as_of a file holds: "{{ month_end(\'2024-01-31\', month) }}"'),
  unique_key: oneOrMoreTexts
    .optional()
    .describe('The columns whose values no two rows of one as_of (or one file) share'),
  on_bad_row: z.enum(['error', 'reject']).optional().meta({
    description: 'What happens to a row that does not fit: the load fails, or the row is set aside',
    default: 'error',
  }),
  max_rejects: z
    .union([
      z.int().min(0),
      z.string().regex(/^\d+(?:\.\d+)?%$/, { error: 'a number or a percentage like "1%"' }),
    ])
    .optional()
    .describe('How many rows may be set aside, as a count or as "1%" of the rows'),
  delimiter: oneByte
    .optional()
    .describe('What stands between cells; left out: a comma, in a .tsv file a tab'),
  quote: z
    .union([z.literal(''), oneByte])
    .optional()
    .meta({
      description:
        'What stands around a cell that holds delimiters or line breaks; the empty text: nothing',
      default: '"',
    }),
  escape: oneByte
    .optional()
    .describe('What stands before a quote inside quotes; left out: the quote itself'),
  comment: oneByte.optional().describe('What a line begins with that is no row'),
  header: z.boolean().optional().meta({
    description:
      'false: the first line is a row; the columns are those declared, or column_1, column_2',
    default: true,
  }),
  normalize_names: z.boolean().optional().meta({
    description: 'true: names of the header become small letters, digits and _, each once',
    default: false,
  }),
  encoding: z
    .enum(ENCODINGS)
    .optional()
    .describe('How its bytes spell text; left out: utf-8, or what a byte order mark says'),
  on_extra_column: z
    .enum(['error', 'ignore', 'add'])
    .optional()
    .describe('What happens to a column of a file that neither the declaration nor the table has'),
  on_missing_column: z.enum(['error', 'null']).optional().meta({
    description: 'What happens where a file lacks a column of the declaration or the table',
    default: 'error',
  }),
  null_values: oneOrMoreTexts
    .optional()
    .meta({ description: 'Unquoted cells that are NULL', default: '' }),
  column_types: z
    .record(z.string(), someText)
    .optional()
    .describe("Types by column, in dbt's spelling"),
  schema: schemaName.optional().describe("The schema, as written; left out: the target's"),
  alias: relationName
    .optional()
    .describe('The name in the database; left out: the name of the seed'),
  tags: oneOrMoreTexts.optional().describe('Words to select by; added to those of outer folders'),
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'false: the seed does not exist', default: true }),
  meta: anyMap.optional().describe('Anything, for people and tools; merged with outer folders'),
});

export type SeedSettingsYaml = z.infer<typeof seedSettings>;
