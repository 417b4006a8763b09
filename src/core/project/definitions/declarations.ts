import * as z from 'zod';
import { columns } from './columns.ts';
import { tableConstraint } from './constraints.ts';
import { modelSettings } from './model-settings.ts';
import { seedSettings } from './seed-settings.ts';
import {
  anyMap,
  columnChecks,
  nodeChecks,
  oneOrMoreTexts,
  rowChecks,
  someText,
  tableChecks,
  text,
} from './texts.ts';

const description = text.optional().describe('What it is, for people');

const checkKeys = {
  expectations: nodeChecks.optional().describe('Checks: a list, or table:, columns: and rows:'),
  data_tests: nodeChecks.optional().describe("Checks, in dbt's spelling"),
  tests: nodeChecks.optional().describe("Checks, in dbt's older spelling"),
};

export const model = z.strictObject({
  name: someText.describe('The name of its file, without .sql'),
  description,
  config: modelSettings.optional().describe('Settings of the model'),
  columns: columns.optional().describe('The columns: name: type, or a list'),
  constraints: z.array(tableConstraint).optional().describe('Constraints of the table'),
  ...checkKeys,
});

export const seed = z.strictObject({
  name: someText.describe('The name of the table'),
  description,
  files: someText
    .optional()
    .describe('Its files below the seeds path: "month_{month:int}/users.csv"'),
  columns: columns.optional().describe('The columns: name: type, or a list'),
  constraints: z
    .array(tableConstraint)
    .optional()
    .describe('Rows that break them are bad rows: not_null and foreign_key'),
  ...seedSettings.shape,
  config: seedSettings.optional().describe("Settings of the seed, in dbt's place"),
  ...checkKeys,
});

const sourceTable = z.strictObject({
  name: someText.describe('The name that source() uses'),
  identifier: someText.optional().describe('The name in the database; left out: the name'),
  description,
  as_of_column: someText.optional().describe('The column that says which as_of a row belongs to'),
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'false: the table does not exist', default: true }),
  tags: oneOrMoreTexts.optional().describe('Words to select by'),
  meta: anyMap.optional().describe('Anything, for people and tools'),
  columns: columns.optional().describe('The columns: name: type, or a list'),
  ...checkKeys,
});

export const source = z.strictObject({
  name: someText.describe('The name that source() uses first'),
  schema: someText.optional().describe('The schema, as written; left out: the name'),
  description,
  as_of_column: someText.optional().describe('The as_of_column of all its tables that name none'),
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'false: none of its tables exists', default: true }),
  tags: oneOrMoreTexts.optional().describe('Words to select by'),
  meta: anyMap.optional().describe('Anything, for people and tools'),
  tables: z.array(sourceTable).describe('The tables that it is about'),
});

const subject = oneOrMoreTexts.optional();

export const expectation = z.strictObject({
  model: subject.describe('The model, or the models, that the checks are about'),
  seed: subject.describe('The seed, or the seeds'),
  source: subject.describe('The table of a source: source.table'),
  table: tableChecks.optional().describe('Checks of the table as a whole'),
  columns: z.record(z.string(), columnChecks).optional().describe('Checks by column'),
  rows: rowChecks.optional().describe('Conditions in SQL that every row meets'),
});

export type ModelYaml = z.infer<typeof model>;
export type SeedYaml = z.infer<typeof seed>;
export type SourceYaml = z.infer<typeof source>;
export type SourceTableYaml = z.infer<typeof sourceTable>;
export type ExpectationYaml = z.infer<typeof expectation>;
