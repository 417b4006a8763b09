import { z } from 'zod';
import { oneOrMoreTexts, someText } from './texts.ts';

const name = someText.optional().describe('Name of the constraint in the database');
const columns = oneOrMoreTexts.describe('The columns it is about');
const expression = someText.describe('The condition, as SQL');
const to = someText.describe("The model or seed referred to: users, or ref('users')");
const toColumns = oneOrMoreTexts
  .optional()
  .describe('The columns referred to; left out: the primary key');

/** A constraint of a table. */
export const tableConstraint = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('unique'), name, columns }),
  z.strictObject({ type: z.literal('primary_key'), name, columns }),
  z.strictObject({ type: z.literal('not_null'), name, columns }),
  z.strictObject({ type: z.literal('check'), name, expression }),
  z.strictObject({ type: z.literal('foreign_key'), name, columns, to, to_columns: toColumns }),
]);

/** A constraint that stands at its one column. */
export const columnConstraint = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('unique'), name }),
  z.strictObject({ type: z.literal('primary_key'), name }),
  z.strictObject({ type: z.literal('not_null'), name }),
  z.strictObject({ type: z.literal('check'), name, expression }),
  z.strictObject({ type: z.literal('foreign_key'), name, to, to_columns: toColumns }),
]);

export type TableConstraint = z.infer<typeof tableConstraint>;
export type ColumnConstraint = z.infer<typeof columnConstraint>;
