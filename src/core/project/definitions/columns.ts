import * as z from 'zod';
import { columnConstraint } from './constraints.ts';
import { anyMap, columnChecks, dateText, oneOrMoreTexts, someText, text } from './texts.ts';

const labels = {
  tags: oneOrMoreTexts
    .optional()
    .describe('Words about the column; with pii its values are masked in results'),
  meta: anyMap
    .optional()
    .describe('Anything, for people and tools; with pii: true the values are masked in results'),
};

const fields = {
  type: someText.optional().describe('The PostgreSQL type; left out: taken from the data'),
  data_type: someText.optional().describe("The same in dbt's spelling"),
  description: text.optional().describe('What the column holds'),
  since: dateText
    .optional()
    .describe('The first as_of whose file holds the column; before it the column is NULL'),
  null_values: oneOrMoreTexts
    .optional()
    .describe('Unquoted cells of the column that are NULL; left out: those of the seed'),
  ...labels,
  config: z.strictObject(labels).optional().describe('The same in newer spelling of dbt'),
  constraints: z.array(columnConstraint).optional().describe('Constraints of the column'),
  expectations: columnChecks.optional().describe('Checks of the column'),
  data_tests: columnChecks.optional().describe("The same in dbt's spelling"),
  tests: columnChecks.optional().describe("The same in dbt's older spelling"),
};

/** `- name: user_id`: an item of a list of columns. */
export const listedColumn = z.strictObject({
  name: someText.describe('Name of the column'),
  ...fields,
});

/** What stands after `user_id:` in a map of columns. */
export const mappedColumn = z.strictObject(fields);

export const columns = z.union([
  z.record(z.string(), z.union([z.string(), z.null(), mappedColumn])),
  z.array(listedColumn),
]);

export type Columns = z.infer<typeof columns>;
export type ColumnFields = z.infer<typeof mappedColumn>;
