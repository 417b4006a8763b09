import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { resolveVars } from '../../../src/core/project/resolve-vars.ts';
import { asOfOf, lookupVar, type Vars } from '../../../src/core/project/vars.ts';
import { lines, project } from '../../support/project.ts';

const PROJECT = `name: shop
vars:
  as_of: {type: date}
  region: {type: string, default: eu}
  days: {type: integer}
  share: {type: number}
  full: {type: boolean}
  ids: {type: list}
  names: {type: map}
  stage: {type: string, default: dev}
models: {+tags: ["{{ var('stage') }}"]}
`;

async function resolve(...given: readonly string[]) {
  const problems = new Problems();
  const parsed = parseProject(project({ 'project.yml': PROJECT }), problems);
  if (parsed === undefined) throw new Error(lines(problems).join('\n'));
  const words = given.map((text) => ({ text, location: undefined }));
  const vars = await resolveVars(parsed, words, problems);
  return { vars, given: vars.given, lines: lines(problems) };
}

test('name=text is text for the declared type, and never YAML', async () => {
  const { given, lines: found } = await resolve(
    'as_of=2024-01-31',
    'region={a: 1} # no',
    'days=-007',
    'share=.5',
    'full=True',
    'ids=[1, "x"]',
    'names={"a": null}',
  );
  expect(found).toEqual([]);
  expect(given).toEqual({
    as_of: '2024-01-31',
    region: '{a: 1} # no',
    days: -7,
    share: 0.5,
    full: true,
    ids: [1, 'x'],
    names: { a: null },
  });
});

test('a map in JSON, in YAML and in YAML without braces means the same', async () => {
  const expected = { as_of: '2024-01-31', days: 7, region: '007' };
  expect((await resolve('{"as_of": "2024-01-31", "days": 7, "region": "007"}')).given).toEqual(
    expected,
  );
  expect((await resolve('{as_of: 2024-01-31, days: 7, region: 007}')).given).toEqual(expected);
  expect((await resolve('as_of: 2024-01-31\ndays: 7\nregion: 007')).given).toEqual(expected);
});

test('the later of two values counts', async () => {
  expect((await resolve('days=1', '{days: 2}')).given).toEqual({ days: 2 });
});

test('every mistake is reported', async () => {
  const { lines: found } = await resolve(
    'as_of=2024-02-30',
    'regoin=x',
    'days=1.5',
    'share=NaN',
    'full=1',
    'ids=1,2',
    '{names: [1]}',
    'nonsense',
    '{a: 1',
  );
  expect(found).toEqual([
    'error[var-type]: the var "as_of" must be a date of the calendar like 2024-01-31, not "2024-02-30" (write a value such as 2024-01-31)',
    'error[var-undeclared]: there is no var named "regoin" (did you mean "region"?)',
    'error[var-type]: the var "days" must be a whole number, not "1.5" (write a value such as 3, or declare the var with another type)',
    'error[var-type]: the var "share" must be a number, not "NaN" (write a value such as 0.5, or declare the var with another type)',
    'error[var-type]: the var "full" must be true or false, not "1" (write a value such as true, or declare the var with another type)',
    `error[var-type]: the var "ids" must be a list, not "1,2" (write it as JSON: --vars 'ids=[1, 2]')`,
    'error[var-type]: the var "names" must be a map, not a list (write a value such as {"key": "value"}, or declare the var with another type)',
    `error[usage-vars]: --vars must be name=value or a map, not "nonsense" (write --vars as_of=2024-01-31, or --vars '{"as_of": "2024-01-31"}')`,
    'error[usage-vars]: --vars is no map: a "}" is missing here (close the "{", or indent its lines deeper than its key)',
  ]);
});

test('a var whose default the YAML has read already cannot be given', async () => {
  expect((await resolve('stage=prod')).lines).toEqual([
    'project.yml:11:18: error[var-undeclared]: the var "stage" cannot be given by a command (YAML reads the default of a var: change that, or use env_var() here)',
  ]);
});

const HERE = { file: 'models/a.sql', line: 3, column: 5, length: 2 };

function failure(vars: Vars, name: string): readonly string[] {
  const problems = new Problems();
  try {
    lookupVar(vars, name, HERE);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const each of error.diagnostics) problems.add(each);
  }
  return lines(problems);
}

test('a var is demanded where it is used: given, then its default, then the fallback', async () => {
  const { vars } = await resolve('days=3');
  expect(lookupVar(vars, 'days', HERE, 9)).toBe(3);
  expect(lookupVar(vars, 'region', HERE, 'us')).toBe('eu');
  expect(lookupVar(vars, 'share', HERE, 0.5)).toBe(0.5);
  expect(failure(vars, 'as_of')).toEqual([
    'models/a.sql:3:5: error[var-missing]: the var "as_of" is needed here and has no value (give it: --vars as_of=2024-01-31)',
  ]);
  expect(failure(vars, 'day')).toEqual([
    'models/a.sql:3:5: error[var-undeclared]: there is no var named "day" (did you mean "days"?)',
  ]);
  expect(failure(vars, 'constructor')).toHaveLength(1);
});

test('as_of is the as_of of the invocation', async () => {
  expect(asOfOf((await resolve('as_of=2024-01-31')).vars)).toBe('2024-01-31');
  expect(asOfOf((await resolve()).vars)).toBeUndefined();
});
