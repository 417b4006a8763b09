import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../../src/core/diagnostics/json.ts';
import { plain } from '../../../../src/core/diagnostics/located-value.ts';
import { Problems } from '../../../../src/core/diagnostics/problems.ts';
import type { Check, Parameter } from '../../../../src/core/expectation/check.ts';
import type { ExpectationDeclaration } from '../../../../src/core/expectation/declaration/expectation-declaration.ts';
import { NO_TERMS } from '../../../../src/core/expectation/declaration/terms.ts';
import { parseExpectationBlock } from '../../../../src/core/expectation/parse-expectations.ts';
import { CHECKS, checkNamed } from '../../../../src/core/expectation/registry.ts';
import { parseYaml } from '../../../../src/core/project/parse-yaml.ts';
import { format } from '../declare.ts';
import { importSuite } from './translate.ts';

/** Texts that YAML might read as something else. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => each !== ''),
  fc.constantFrom(
    'paid',
    'One year',
    'no',
    'null',
    '12',
    '1e3',
    '~',
    '- x',
    'a: b',
    'a #b',
    '2024-01-31',
    '2024-01-31 10:00:00',
    `it's "so"`,
    'C:\\temp',
    '^[A-Z]{2}\\d+$',
    'two\nlines',
    'two\n\n  lines',
    ' lines\n',
    '{{ x }}',
    '*a',
    '&a',
    '!x',
    '%x',
    '@x',
    '<<',
    '.inf',
    '0x1F',
    '\u0085',
    '\ufeff',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, 1e21, 1e-7, 9007199254740992),
);
const scalar = fc.oneof(text, number, fc.boolean());
const column = fc.constantFrom('id', 'n', 'first name', 'no', 'größe', "it's", '1', 'a: b');

const VALUES: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  scalar,
  number,
  integer: fc.integer({ min: -10, max: 1000 }),
  boolean: fc.boolean(),
  string: text,
  list: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 40 }),
  column,
  columns: fc.uniqueArray(column, { minLength: 1, maxLength: 4 }),
  node: fc.constantFrom('users', 'orders', 'nobody'),
  sql: fc.constantFrom('n > 1', "kind = 'a' -- so", 'n >'),
  query: fc.constantFrom('select * from {batch}\nwhere n > 1', 'select 1;'),
};

/** Of vars that have no value yet, and of a time that only a run has. */
const PARAMETER = fc.constantFrom<Json>(
  { $PARAMETER: 'rows' },
  { $PARAMETER: 'rows * (2 - share)' },
  { $PARAMETER: 'now() - timedelta(days=2)' },
);

/** Values that fit the parameter, and now and then one that does not. */
function valueFor(parameter: Parameter): fc.Arbitrary<Json> {
  const fitting =
    parameter.choices === undefined
      ? (VALUES[parameter.type] ??
        fc.jsonValue().map((each): Json => JSON.parse(JSON.stringify(each))))
      : fc.constantFrom(...parameter.choices);
  return fc.oneof(
    { arbitrary: fitting, weight: 20 },
    { arbitrary: fc.constantFrom<Json>(null, [], { a: 1 }, 'x', -1), weight: 1 },
    { arbitrary: PARAMETER, weight: 1 },
  );
}

const CONDITION = fc.constantFrom<Json>(
  'col("n") > 3',
  'col("first name") == "it\'s" OR col("n").notnull()',
  'col("n") ==',
  { type: 'comparison', column: { name: 'n' }, operator: 'IN', parameter: [1, 2] },
);

function kwargsFor(check: Check): fc.Arbitrary<Record<string, Json>> {
  const parameters = Object.entries(check.parameters);
  const required = parameters.filter(([, each]) => each.required).map(([name]) => name);
  const own = fc.record(
    Object.fromEntries(parameters.map(([name, parameter]) => [name, valueFor(parameter)])),
    { requiredKeys: required },
  );
  const place: fc.Arbitrary<Record<string, Json>> =
    check.scope === 'column' ? fc.record({ column }) : fc.constant({});
  const settings: fc.Arbitrary<Record<string, Json>> = fc.record(
    {
      mostly: fc.constantFrom<Json>(1, 0.9, 0.123456789, 2, { $PARAMETER: 'share' }),
      row_condition: CONDITION,
      condition_parser: fc.constant('great_expectations'),
      result_format: fc.constantFrom<Json>('BASIC', { result_format: 'COMPLETE' }),
      catch_exceptions: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(own, place, settings).map((parts) => Object.assign({}, ...parts));
}

const EXPECTATION = fc.constantFrom(...CHECKS).chain((check) =>
  fc.record(
    {
      type: fc.constant(check.fullName),
      kwargs: kwargsFor(check),
      meta: fc.constantFrom<Json>({}, { notes: 'why\nso' }, { owner: 'data team', tags: ['x'] }),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      description: text,
    },
    { requiredKeys: ['type', 'kwargs'] },
  ),
);

/** What tells expectations apart, with what leaving an argument out says. */
function essence(declaration: ExpectationDeclaration): string {
  const { check, column: own, kwargs, mostly, where, threshold } = declaration;
  const { late = {}, unresolved } = declaration;
  const parameters = checkNamed(check)?.parameters ?? {};
  const defaults = Object.entries(parameters).flatMap(([name, each]) =>
    each.default === undefined ? [] : [[name, each.default]],
  );
  const all = Object.entries({ ...Object.fromEntries(defaults), ...kwargs }).sort();
  const open = Object.entries(late).map(([name, value]) => [name, plain(value)]);
  return JSON.stringify([check, own, all, mostly, where, threshold, open.sort(), unresolved]);
}

/** The essences of what is pasted item by item, where it is sound and its nodes exist. */
function pasted(items: readonly object[]): readonly string[] {
  return items.flatMap((item) => {
    const problems = new Problems();
    const block = JSON.stringify({ model: 'users', table: [item] });
    const value = parseYaml({ path: 'p.yml', text: block }, problems);
    const declared = value === undefined ? [] : parseExpectationBlock(value, NO_TERMS, problems);
    if (problems.errorCount > 0) return [];
    return declared
      .filter(({ reads }) =>
        Object.values(reads).every(({ name }) => ['users', 'orders'].includes(name)),
      )
      .map(essence);
  });
}

test('a suite that became a file says what the same suite says that is pasted', () => {
  fc.assert(
    fc.property(fc.array(EXPECTATION, { maxLength: 12 }), (expectations) => {
      const { yaml, untranslated } = importSuite(
        { name: 's', expectations },
        { vars: ['rows', 'share'] },
      );
      const problems = new Problems();
      const value = parseYaml({ path: 'e.yml', text: yaml }, problems);
      const list = value?.type === 'map' ? value.entries[0]?.value : undefined;
      const declared =
        list?.type === 'list'
          ? list.items.flatMap((each) => parseExpectationBlock(each, NO_TERMS, problems))
          : [];
      const errors = problems.all.filter(({ severity }) => severity === 'error');
      expect(errors.map(format), yaml).toEqual([]);
      const sound = pasted(expectations);
      expect(declared.map(essence).sort(), yaml).toEqual([...sound].sort());
      expect(untranslated.length).toBe(expectations.length - sound.length);
    }),
    { numRuns: 300 },
  );
});

test('no two expectations of a file share an id', () => {
  const same = { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), (count) => {
      const { yaml } = importSuite({ name: 's', expectations: Array(count).fill(same) });
      const names = [...yaml.matchAll(/name: (\w+)/g)].map(([, name]) => name);
      expect(names).toEqual(
        Array.from({ length: count - 1 }, (_, at) => `users_id_unique_${at + 2}`),
      );
    }),
  );
});
