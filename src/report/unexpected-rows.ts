import type { Json } from '../core/diagnostics/json.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { printable } from './printable.ts';

/** The first of some rows, as a table for people. */
export interface ShownRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many there are beside these. */
  readonly moreCount: number;
}

/** The keys of failing rows, the failing value and columns for the context where they are no keys; undefined: none. */
export function unexpectedRows(result: ExpectationResult): ShownRows | undefined {
  const { unexpectedKeys: keys, partialUnexpectedList: values, unexpectedContext } = result;
  const names = [...new Set(keys.flatMap((key) => Object.keys(key)))];
  const valueName = result.column ?? 'value';
  const hasValues = values.length > 0 && !names.includes(valueName);
  // Without one value for each key the two lists are not rows of one table.
  const joined = hasValues && (keys.length === 0 || keys.length === values.length);
  const said = [...names, ...(joined ? [valueName] : [])];
  const context = Object.keys(unexpectedContext[0] ?? {}).filter((name) => !said.includes(name));
  const columns = [...said, ...context];
  if (columns.length === 0) return undefined;
  const rows = Array.from(
    { length: Math.max(keys.length, joined ? values.length : 0, unexpectedContext.length) },
    (_, at) => [
      ...names.map((name) => showValue(keys[at]?.[name])),
      ...(joined ? [showValue(values[at])] : []),
      ...context.map((name) => showValue(unexpectedContext[at]?.[name])),
    ],
  );
  return { columns, rows, moreCount: Math.max(0, (result.unexpectedCount ?? 0) - rows.length) };
}

/** A value as a cell shows it: NULL by its name, what is no text as JSON. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'NULL';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
