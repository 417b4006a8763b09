import { bug } from '../core/diagnostics/bug.ts';
import type { Json } from '../core/diagnostics/json.ts';

/** A row of a result. */
export type Row = Readonly<Record<string, unknown>>;

/** Readers of the columns of a row whose types our own queries and tables decide: else it is a bug. */
export function text(row: Row, column: string): string {
  return optionalText(row, column) ?? bug(`the column ${column} is NULL`);
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : bug(`the column ${column} is no text`);
}

/** Also of a bigint, which the driver gives as text; what is counted here is below 2^53. */
export function number(row: Row, column: string): number {
  return optionalNumber(row, column) ?? bug(`the column ${column} is NULL`);
}

export function optionalNumber(row: Row, column: string): number | undefined {
  const value = row[column];
  if (value === null || value === undefined) return undefined;
  const found = Number(value);
  return Number.isFinite(found) ? found : bug(`the column ${column} is no number`);
}

export function boolean(row: Row, column: string): boolean {
  return row[column] === true;
}

export function json(row: Row, column: string): Json {
  const value = row[column];
  return isJson(value) ? value : bug(`the column ${column} is no JSON`);
}

function isJson(value: unknown): value is Json {
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object') return Object.values(value).every(isJson);
  return ['boolean', 'number', 'string'].includes(typeof value);
}

/** One of the words that the column can hold. */
export function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = text(row, column);
  return allowed.find((each) => each === value) ?? bug(`the column ${column} is ${value}`);
}

/** A list of names. */
export function texts(row: Row, column: string): readonly string[] {
  const value = row[column];
  if (!Array.isArray(value)) return bug(`the column ${column} is no list`);
  return value.map(String);
}

/** A JSON object of texts. */
export function textsByName(row: Row, column: string): Readonly<Record<string, string>> {
  const value: unknown = row[column];
  if (!isRecord(value)) return bug(`the column ${column} is no object`);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

/** A list of JSON objects, to be read like rows. */
export function records(row: Row, column: string): readonly Row[] {
  const value: unknown = row[column];
  if (!Array.isArray(value)) return bug(`the column ${column} is no list`);
  return value.map((each) =>
    isRecord(each) ? each : bug(`the column ${column} lists no objects`),
  );
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
