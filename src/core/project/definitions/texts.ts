import * as z from 'zod';
import { isDate } from '../../time/month-end.ts';
import { RETENTION } from '../../time/retention.ts';

/** Definitions that many keys share. The message of each stands after "must be". */
export const text = z.string();
export const someText = z.string().min(1);
export const oneOrMoreTexts = z.union([z.string(), z.array(z.string())]);
export const dateText = z
  .string()
  .refine(isDate, { error: 'a date of the calendar like 2024-01-31' })
  .meta({ format: 'date' });
export const retention = z.string().regex(RETENTION, {
  error: 'a number of days, weeks, months or years, like "24 months"',
});
export const anyMap = z.record(z.string(), z.json());

/** Checks are defined by their registry: here they pass as they are, for json-schema.ts to fill in. */
export const columnChecks = z.unknown().meta({ id: 'columnChecks' });
export const tableChecks = z.unknown().meta({ id: 'tableChecks' });
export const rowChecks = z.unknown().meta({ id: 'rowChecks' });
export const nodeChecks = z.unknown().meta({ id: 'nodeChecks' });

/** A schema of the database that asof may make. */
export const schemaName = z
  .string()
  .regex(/^(?!pg_|information_schema$|asof(?:_failures)?$).{1,63}$/s, {
    error:
      'a schema name of at most 63 characters, and not asof, asof_failures, information_schema or pg_…',
  });

export const relationName = z.string().regex(/^.{1,63}$/s, {
  error: 'a name of 1 to 63 characters',
});

/** The items of a text or a list of texts. */
export function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

export function listedOrNone(
  value: string | readonly string[] | undefined,
): readonly string[] | undefined {
  return value === undefined ? undefined : listed(value);
}
