import { expect, test } from 'vitest';
import { nameUnderColumns, nameUnderTable } from '../../../src/core/expectation/check-name.ts';
import {
  CHECK_ALIASES,
  CHECKS,
  checkNamed,
  findCheck,
} from '../../../src/core/expectation/registry.ts';

test('every name follows from the full name by the one mechanical rule', () => {
  for (const check of CHECKS) {
    const rule = check.scope === 'column' ? nameUnderColumns : nameUnderTable;
    expect(check.name).toBe(rule(check.fullName));
  }
});

test('no two checks share a name', () => {
  expect(new Set(CHECKS.map((check) => check.name)).size).toBe(CHECKS.length);
  expect(new Set(CHECKS.map((check) => check.fullName)).size).toBe(CHECKS.length);
});

test.each(CHECKS)('$name has a principal and aliases that are parameters of it', (check) => {
  const names = Object.keys(check.parameters);
  if (check.principal !== undefined) expect(names).toContain(check.principal);
  for (const name of Object.keys(check.bare ?? {})) expect(names).toContain(name);
  for (const alias of CHECK_ALIASES.filter((each) => each.check === check.name)) {
    for (const name of [...Object.values(alias.renamed), ...Object.keys(alias.given)]) {
      expect(names).toContain(name);
    }
  }
});

test('there are exactly five aliases, each of a check that exists', () => {
  expect(CHECK_ALIASES.map((alias) => [alias.name, checkNamed(alias.check)?.fullName])).toEqual([
    ['not_null', 'expect_column_values_to_not_be_null'],
    ['unique', 'expect_column_values_to_be_unique'],
    ['accepted_values', 'expect_column_values_to_be_in_set'],
    ['relationships', 'relationships'],
    ['non_negative', 'expect_column_values_to_be_between'],
  ]);
});

test('a check is found by its short name at home and by its full name in table', () => {
  expect(findCheck('be_between', 'columns')?.check.name).toBe('be_between');
  expect(findCheck('be_between', 'table')).toBeUndefined();
  expect(findCheck('expect_column_values_to_be_between', 'table')?.check.name).toBe('be_between');
  expect(findCheck('row_count_to_be_between', 'table')?.check.scope).toBe('table');
  expect(findCheck('row_count_to_be_between', 'columns')).toBeUndefined();
});
