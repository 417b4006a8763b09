import type { Json } from '../diagnostics/json.ts';
import type { Relation } from '../sql/relation.ts';

/**
 * Whether a select, as `explain (verbose, format json)` has it, reads one stored table from end to end
 * and hands its columns on: to read that again costs less than to keep the rows, and gives the same.
 * Whatever is computed, joined or left out says no, since it may be dear, may fail or may change.
 */
export function isPlainScan(explained: Json, { written }: { readonly written: Relation }): boolean {
  const plan = field(Array.isArray(explained) ? explained[0] : undefined, 'Plan');
  const outputs = field(plan, 'Output');
  const filter = field(plan, 'Filter');
  const isWritten =
    field(plan, 'Schema') === written.schema && field(plan, 'Relation Name') === written.name;
  return (
    field(plan, 'Node Type') === 'Seq Scan' &&
    field(plan, 'Plans') === undefined &&
    !isWritten &&
    Array.isArray(outputs) &&
    outputs.every((output) => typeof output === 'string' && isColumnOrConstant(output)) &&
    (filter === undefined || (typeof filter === 'string' && OF_ONE_AS_OF.test(filter)))
  );
}

const NAME = '(?:"[^"]*"|\\w+)';
const COLUMN = new RegExp(`^${NAME}(?:\\.${NAME})*$`);
const CONSTANT = /^(?:NULL|true|false|-?\d+|'[^']*')(?:::[\w ]+)?$/;
/** What is left of a dated ref's condition when the partition of that as_of is read. */
const OF_ONE_AS_OF = new RegExp(`^\\((?:${NAME}\\.)*as_of = '[-\\d]+'::date\\)$`);

function isColumnOrConstant(output: string): boolean {
  return COLUMN.test(output) || CONSTANT.test(output);
}

function field(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
