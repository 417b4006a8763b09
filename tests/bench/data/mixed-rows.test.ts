import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test } from 'vitest';
import { type MIXED_COLUMNS, writeMixedRows } from '../../../bench/data/mixed-rows.ts';

const directory = mkdtempSync(join(tmpdir(), 'mixed-rows-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'mixed.csv');

const SHAPES: Readonly<Record<keyof typeof MIXED_COLUMNS, RegExp>> = {
  id: /^\d{10,}$/,
  name: /^[a-z]+( [a-z]+|, [a-z]+ "the [a-z]+")$/,
  born: /^\d{4}-\d\d-\d\d$/,
  seen_at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/,
  amount: /^(\d+\.\d\d)?$/,
  is_active: /^(true|false)$/,
  token: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
  visits: /^\d{1,5}$/,
};

test('every cell looks as the type of its column does, quoted cells and empty ones among them', () => {
  writeMixedRows(file, { rows: 2000 });
  const rows: readonly Record<string, string>[] = parse(readFileSync(file), { columns: true });
  expect(rows).toHaveLength(2000);
  for (const row of rows) {
    for (const [name, shape] of Object.entries(SHAPES)) expect(row[name]).toMatch(shape);
  }
  expect(rows.filter((row) => row['amount'] === '').length).toBeGreaterThan(50);
  expect(rows.filter((row) => row['name']?.includes(',')).length).toBeGreaterThan(10);
  expect(new Set(rows.map((row) => row['id'])).size).toBe(2000);
});

test('the same rows are written every time, whatever their number', () => {
  writeMixedRows(file, { rows: 10 });
  const ten = readFileSync(file, 'utf8');
  writeMixedRows(file, { rows: 500 });
  expect(readFileSync(file, 'utf8').startsWith(ten)).toBe(true);
});

test('a size in bytes is met within a buffer', () => {
  writeMixedRows(file, { bytes: 500_000 });
  const { size } = statSync(file);
  expect(size).toBeGreaterThanOrEqual(500_000);
  expect(size).toBeLessThan(500_000 + 70_000);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});
