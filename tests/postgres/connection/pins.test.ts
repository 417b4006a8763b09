import { expect, test } from 'vitest';
import { mayLeaveState } from '../../../src/postgres/connection/pins.ts';

test('what sets, loads or makes something temporary may leave state behind', () => {
  for (const sql of [
    'set timezone = utc',
    'create temp table t ()',
    'select 1; SET x = 1',
    "load 'auto_explain'",
    "select set_config('a.b', 'c', false)",
  ]) {
    expect(mayLeaveState(sql)).toBe(true);
  }
});

test('what ends with its transaction, or is the set of on conflict, leaves none', () => {
  for (const sql of [
    'select 1',
    'set local lock_timeout = 0',
    'insert into t values (1) on conflict (a) do update\nset (a, b) = (excluded.a, excluded.b)',
  ]) {
    expect(mayLeaveState(sql)).toBe(false);
  }
});
