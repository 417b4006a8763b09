import * as z from 'zod';
import { oneOrMoreTexts, someText } from './texts.ts';

function kind<Kind extends string>(value: Kind): z.ZodLiteral<Kind> {
  return z.literal(value).describe('What kind of constraint it is');
}

const name = someText.optional().describe('Name of the constraint in the database');
const columns = oneOrMoreTexts.describe('The columns it is about');
const expression = someText.describe('The condition, as SQL');
const to = someText.describe("The model or seed referred to: users, or ref('users')");
const toColumns = oneOrMoreTexts
  .optional()
  .describe('The columns referred to; left out: the primary key');

/** A constraint of a table. */
export const tableConstraint = z.discriminatedUnion('type', [
  z.strictObject({ type: kind('unique'), name, columns }),
  z.strictObject({ type: kind('primary_key'), name, columns }),
  z.strictObject({ type: kind('not_null'), name, columns }),
  z.strictObject({ type: kind('check'), name, expression }),
  z.strictObject({ type: kind('foreign_key'), name, columns, to, to_columns: toColumns }),
]);

/** A constraint that stands at its one column. */
export const columnConstraint = z.discriminatedUnion('type', [
  z.strictObject({ type: kind('unique'), name }),
  z.strictObject({ type: kind('primary_key'), name }),
  z.strictObject({ type: kind('not_null'), name }),
  z.strictObject({ type: kind('check'), name, expression }),
  z.strictObject({ type: kind('foreign_key'), name, to, to_columns: toColumns }),
]);

export type TableConstraint = z.infer<typeof tableConstraint>;
export type ColumnConstraint = z.infer<typeof columnConstraint>;
