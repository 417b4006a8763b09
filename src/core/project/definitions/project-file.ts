import * as z from 'zod';
import { DEFAULT_PATTERN, VAR_TYPES } from '../vars.ts';
import { anyMap, schemaName, someText, text } from './texts.ts';

export const varDeclaration = z.strictObject({
  type: z.enum(VAR_TYPES).describe('What kind of value it holds'),
  description: text.optional().describe('What it is, for people'),
  default: z.json().optional().describe('Its value when the command gives none'),
  pattern: someText.optional().meta({
    description: 'A regular expression that a string must match to be printed bare in SQL',
    default: DEFAULT_PATTERN,
  }),
});

export const target = z.strictObject({
  url: someText.optional().describe('A libpq URL; left out: an embedded PostgreSQL server'),
  schema: schemaName
    .optional()
    .meta({ description: 'Where nodes without a schema go', default: 'public' }),
  schema_prefix: z.string().optional().meta({
    description: 'Goes before every schema made there, the journal included',
    default: '',
  }),
  connections: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'How many connections a run uses', default: 4 }),
});

export const projectFile = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, { error: 'letters, digits and "_", not beginning with a digit' })
    .describe('The name of the project'),
  description: text.optional().describe('What it is, for people'),
  paths: z
    .strictObject({
      models: someText.optional().meta({
        description: 'Where the SQL of models is, and YAML about them',
        default: 'models',
      }),
      seeds: someText
        .optional()
        .meta({ description: 'Where CSV files are, and YAML about them', default: 'seeds' }),
      expectations: someText.optional().meta({
        description: 'Where expectations are, in YAML and in SQL',
        default: 'expectations',
      }),
      macros: someText.optional().meta({ description: 'Where macros are', default: 'macros' }),
    })
    .optional()
    .describe('Where the files of the project are, relative to project.yml'),
  vars: z.record(z.string(), z.unknown()).optional().describe('Values that the command may give'),
  target: someText
    .optional()
    .describe(
      'The target used when neither --target nor ASOF_TARGET names one; left out: the only one',
    ),
  targets: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The databases to work on, by name'),
  models: anyMap.optional().describe('Settings of models, by folder; `+` marks a setting'),
  seeds: anyMap.optional().describe('Settings of seeds, by folder; `+` marks a setting'),
  data_tests: anyMap
    .optional()
    .describe('Settings of expectations, by the folder of the file that declares them'),
  tests: anyMap.optional().describe("The same, in dbt's older spelling"),
});

export type VarYaml = z.infer<typeof varDeclaration>;
export type TargetYaml = z.infer<typeof target>;
