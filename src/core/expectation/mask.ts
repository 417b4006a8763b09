import { bug } from '../diagnostics/bug.ts';
import { isJsonMap, type Json } from '../diagnostics/json.ts';
import type { CompiledExpectation } from './compile-expectations.ts';
import type { ExpectationResult, GroupFinding } from './expectation-result.ts';
import { mentions } from './mentions.ts';
import { checkNamed } from './registry.ts';
import type { SqlExpectation } from './sql-expectation.ts';
import type { Subject } from './subject.ts';

/** What stands for a value that is not shown. */
export const MASKED = '(masked)';

/** Columns of the rows that a result is about. */
export interface MaskedColumns {
  /** Those whose values are not shown. */
  readonly masked: readonly string[];
  /** Those that are known: what a select adds under another name may be made of a masked one. undefined: all. */
  readonly shown: readonly string[] | undefined;
}

/** An object's fields, those that are masked replaced; that one is NULL may be told. */
export function maskFields(
  object: Json,
  masked: readonly string[],
): Readonly<Record<string, Json>> {
  if (!isJsonMap(object)) return {};
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      masked.includes(name) ? maskValue(value) : value,
    ]),
  );
}

/** A result without what it says of masked columns: values observed, listed, and quoted by the database. */
export function maskResult(
  result: ExpectationResult,
  compiled: CompiledExpectation,
  subject: Subject,
): ExpectationResult {
  const { expectation, asked } = compiled;
  const read = Object.values(expectation.reads).flatMap(subject.maskedOf);
  const masked = [...subject.masked, ...read];
  if (masked.length === 0) return result;
  const told =
    result.status === 'error' ? { ...result, message: maskRefusal(result.message) } : result;
  const grouped = maskGroups(told, expectation.groupBy, masked);
  // its groups were found before its rows could not be listed; nothing else was observed
  if (grouped.status === 'error') return grouped;
  if (asked.type !== 'aggregate') return grouped;
  const check = checkNamed(expectation.check) ?? bug(`no check "${expectation.check}"`);
  const isSelect = Object.values(check.parameters).some(({ type }) => type === 'query');
  const known = {
    masked,
    shown: isSelect ? subject.columns.map((column) => column.name) : undefined,
  };
  const isOwn = expectation.column !== undefined && masked.includes(expectation.column);
  const list = grouped.partialUnexpectedList;
  const listed = isOwn ? list.map(maskValue) : list.map((row) => maskRow(row, known));
  if (!isOwn && !mentions(expectation.kwargs, masked)) {
    return { ...grouped, partialUnexpectedList: listed };
  }
  const isCount = check.kind === 'aggregate' && check.observesCount === true;
  if (isCount) return { ...grouped, partialUnexpectedList: listed };
  return {
    ...grouped,
    observedValue: maskIfGiven(grouped.observedValue),
    details: maskIfGiven(grouped.details),
    partialUnexpectedList: listed,
    message: grouped.message && 'what is observed does not hold: it is masked',
    groups: grouped.groups.map((group) => ({
      ...group,
      observedValue: maskIfGiven(group.observedValue),
      details: maskIfGiven(group.details),
      message: group.message && 'what is observed does not hold: it is masked',
    })),
  };
}

/** The same of a select that somebody wrote. */
export function maskSelect(
  result: ExpectationResult,
  { failCalc }: Pick<SqlExpectation, 'failCalc'>,
  known: MaskedColumns,
): ExpectationResult {
  if (known.masked.length === 0) return result;
  const isMasked = failCalc !== undefined && mentions(failCalc, known.masked);
  if (result.status === 'error') {
    const message = maskRefusal(result.message);
    const isOfValue = isMasked && !message?.includes('SQLSTATE');
    return {
      ...result,
      message: isOfValue ? `the fail_calc must give a number: what it gives is masked` : message,
    };
  }
  const rows = result.partialUnexpectedList.map((row) => maskRow(row, known));
  const masked = { ...result, partialUnexpectedList: rows };
  if (!isMasked) return masked;
  return {
    ...masked,
    observedValue: MASKED,
    message: result.message && `${failCalc} is not 0: it is masked`,
  };
}

/** What the database says of a value that it does not take quotes it. */
function maskRefusal(message: string | undefined): string | undefined {
  const state = /SQLSTATE (22\w{3})/.exec(message ?? '')?.[1];
  return state === undefined ? message : `the database does not take a value (SQLSTATE ${state})`;
}

/** A group is told by its values, in the message too. */
function maskGroups(
  result: ExpectationResult,
  groupBy: readonly string[],
  masked: readonly string[],
): ExpectationResult {
  if (!groupBy.some((name) => masked.includes(name))) return result;
  const groups = result.groups.map(
    (each): GroupFinding => ({ ...each, group: maskFields(each.group, masked) }),
  );
  return { ...result, groups, message: result.message?.split(';', 1)[0] };
}

/** Only columns that are known and not masked are shown, however deep they stand. */
function maskRow(row: Json, known: MaskedColumns): Json {
  if (!isJsonMap(row))
    return Array.isArray(row) ? row.map((each) => maskRow(each, known)) : maskValue(row);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (isJsonMap(value) || Array.isArray(value)) return [name, maskRow(value, known)];
      const isOpen = known.shown?.includes(name) !== false && !known.masked.includes(name);
      return [name, isOpen ? value : maskValue(value)];
    }),
  );
}

function maskIfGiven(value: Json | undefined): Json | undefined {
  return value === undefined ? undefined : maskValue(value);
}

function maskValue(value: Json): Json {
  return value === null ? null : MASKED;
}
