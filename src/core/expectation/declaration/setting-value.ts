import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import { describeValue, parseSql } from './parse-argument.ts';

// Each reads the value of one setting; what is wrong with it is reported, and taken for left out.

export function parseCount(
  entry: LocatedEntry | undefined,
  problems: Problems,
): number | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  const count = value.type === 'scalar' ? value.value : undefined;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  return refuse(entry.key, 'a whole number that is not negative', value, problems);
}

export function parseSqlEntry(
  entry: LocatedEntry | undefined,
  problems: Problems,
): string | undefined {
  if (entry === undefined) return undefined;
  const sql = parseText(entry, problems);
  return sql === undefined ? undefined : parseSql(entry.key, sql, entry.value, problems);
}

export function parseText(entry: LocatedEntry | undefined, problems: Problems): string | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.type === 'scalar' && typeof value.value === 'string') return value.value;
  return refuse(entry.key, 'text', value, problems);
}

export function parseFlag(
  entry: LocatedEntry | undefined,
  byDefault: boolean,
  problems: Problems,
): boolean {
  if (entry === undefined) return byDefault;
  const { value } = entry;
  if (value.type === 'scalar' && typeof value.value === 'boolean') return value.value;
  refuse(entry.key, 'true or false', value, problems);
  return byDefault;
}

/** One name or a list of them. */
export function parseNames(
  entry: LocatedEntry | undefined,
  wanted: string,
  problems: Problems,
): readonly string[] {
  if (entry === undefined) return [];
  const values = entry.value.type === 'list' ? entry.value.items : [entry.value];
  const names: string[] = [];
  for (const value of values) {
    if (value.type === 'scalar' && typeof value.value === 'string') names.push(value.value);
    else refuse(entry.key, wanted, value, problems);
  }
  return names;
}

/** Says what a setting must be, and is not. */
export function refuse(
  name: string,
  wanted: string,
  value: LocatedValue,
  problems: Problems,
): undefined {
  const message = `"${name}" must be ${wanted}, not ${describeValue(value)}`;
  return problems.error('expectation-argument', message, { location: value.location });
}
