import { z } from 'zod';
import { VAR_TYPES } from '../vars.ts';
import { anyMap, schemaName, someText, text } from './texts.ts';

export const varDeclaration = z.strictObject({
  type: z.enum(VAR_TYPES).describe('What kind of value it holds'),
  description: text.optional().describe('What it is, for people'),
  default: z.json().optional().describe('Its value when the command gives none'),
  pattern: someText
    .optional()
    .describe('A regular expression that a string must match to be printed bare in SQL'),
});

export const target = z.strictObject({
  url: someText.optional().describe('A libpq URL; left out: an embedded PostgreSQL server'),
  schema: schemaName.optional().describe('Where nodes without a schema go; left out: public'),
  schema_prefix: z
    .string()
    .optional()
    .describe('Goes before every schema made there, the journal included'),
  connections: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('How many connections a run uses; left out: 4'),
});

export const projectFile = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, { error: 'letters, digits and "_", not beginning with a digit' })
    .describe('The name of the project'),
  description: text.optional().describe('What it is, for people'),
  paths: z
    .strictObject({
      models: someText.optional().describe('Left out: models'),
      seeds: someText.optional().describe('Left out: seeds'),
      expectations: someText.optional().describe('Left out: expectations'),
      macros: someText.optional().describe('Left out: macros'),
    })
    .optional()
    .describe('Where the files of the project are, relative to project.yml'),
  vars: z.record(z.string(), z.unknown()).optional().describe('Values that the command may give'),
  target: someText.optional().describe('The target used when the command names none'),
  targets: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The databases to work on, by name'),
  models: anyMap.optional().describe('Settings of models, by folder; `+` marks a setting'),
  seeds: anyMap.optional().describe('Settings of seeds, by folder; `+` marks a setting'),
});

export type VarYaml = z.infer<typeof varDeclaration>;
export type TargetYaml = z.infer<typeof target>;
