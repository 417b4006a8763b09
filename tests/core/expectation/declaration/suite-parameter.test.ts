import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fail } from '../../../../src/core/diagnostics/diagnostic.ts';
import type { Json } from '../../../../src/core/diagnostics/json.ts';
import { plain } from '../../../../src/core/diagnostics/located-value.ts';
import { Problems } from '../../../../src/core/diagnostics/problems.ts';
import { compileExpectation } from '../../../../src/core/expectation/compile-expectations.ts';
import { resolveParameters } from '../../../../src/core/expectation/declaration/suite-parameter/resolve-parameters.ts';
import { parseYaml } from '../../../../src/core/project/parse-yaml.ts';
import { declare, declared, format, USERS } from '../declare.ts';

const VARS: Readonly<Record<string, Json | undefined>> = {
  rows: 1000,
  share: 0.1,
  as_of: '2024-03-01',
  regions: ['EU', 'US'],
  label: 'paid',
  loaded_at: '2024-03-01T12:30:00.5',
  unset: undefined,
};

/** What a value comes to, or all that is wrong with it. */
function resolve(text: string): Json {
  const problems = new Problems();
  const value = parseYaml({ path: 's.yml', text }, problems);
  if (value === undefined) throw new Error(problems.all.map(format).join('\n'));
  const resolved = resolveParameters(
    value,
    {
      lookup: (name, location) => {
        if (Object.hasOwn(VARS, name)) return VARS[name];
        return fail('var-undeclared', `there is no var named "${name}"`, { location });
      },
      now: () => '2024-03-01T23:59:59.999999',
    },
    problems,
  );
  return problems.all.length > 0 ? problems.all.map(format) : plain(resolved);
}

/** What `{$PARAMETER: text}` comes to. */
function compute(text: string): Json {
  return resolve(`$PARAMETER: ${JSON.stringify(text)}`);
}

test.each([
  ['rows', 1000],
  ['regions', ['EU', 'US']],
  ['label', 'paid'],
  ['rows * 1.2', 1200],
  ['trunc(rows * 0.8555)', 855],
  ['round(2.5)', 2],
  ['round(rows / 7, 2)', 142.86],
  ['abs(-rows)', 1000],
  ['2 + 3 * 4 - 10 / 4', 11.5],
  ['(2 + 3) * -(4 - 10)', 30],
  ['- -3', 3],
  ['datetime(2003, 1, 1)', '2003-01-01T00:00:00'],
  [
    'datetime(2003, 1, day=2, hour=3, minute=4, second=5, microsecond=6)',
    '2003-01-02T03:04:05.000006',
  ],
  ['now()', '2024-03-01T23:59:59.999999'],
  ['now() - timedelta(weeks=52*100)', '1924-07-04T23:59:59.999999'],
  ['now() - timedelta(hours=24, microseconds=-1)', '2024-03-01T00:00:00'],
  ['as_of - timedelta(days=1)', '2024-02-29'],
  ['as_of - timedelta(1)', '2024-02-29'],
  ['timedelta(hours=12) + as_of', '2024-03-01T12:00:00'],
  ['as_of + 2 * timedelta(days=3) / 4', '2024-03-02T12:00:00'],
  ['loaded_at + (now() - now())', '2024-03-01T12:30:00.500000'],
  ['timedelta(days=1) / timedelta(hours=1)', 24],
] as const)('%s is %j', (text, value) => {
  expect(compute(text)).toEqual(value);
});

const HINT =
  '(give the value as a var: {$PARAMETER: its_name}, with its_name under vars: in project.yml)';

test.each([
  ['rows *', 6, 'a number, the name of a var or a function must stand here, not its end'],
  ['rows ^ 2', 5, '"+", "-", "*", "/" or the end must stand here, not "^"'],
  ['rows : 2', 5, '":" means nothing'],
  ['sin(1)', 0, 'there is no function "sin"'],
  ["now() - interval '24 hours'", 17, '"+", "-", "*", "/" or the end must stand here, not "'],
  ['rows / (5 - 5)', 5, 'something is divided by zero'],
  ['1e308 * 10', 6, 'the result is no finite number'],
  ['as_of + 1', 6, '"+" does not join a time and a number'],
  ['as_of + as_of', 6, '"+" does not join a time and a time'],
  ['-as_of', 0, 'a time has no negative'],
  ['timedelta(days=1)', 0, 'the result is a duration, and no value'],
  ['timedelta(years=1)', 10, 'timedelta() takes no argument "years"'],
  ['timedelta(days=1, days=2)', 18, '"days" is given twice'],
  ['timedelta(days=now())', 15, '"days" must be a number'],
  ['timedelta(days=1e30)', 0, 'the duration is longer than it can be'],
  ['timedelta(days=1, 2)', 18, 'an argument by name must stand here, not "2"'],
  ['now(1)', 4, 'now() takes no arguments'],
  ['datetime(2003, 1)', 0, 'datetime() needs "day"'],
  ['datetime(2003, 2, 30)', 0, 'there is no such time'],
  ['datetime(2003, 2, 1.5)', 0, 'there is no such time'],
  ['as_of - timedelta(weeks=200000)', 6, 'the result lies beyond the years 1 to 9999'],
  ['regions + 1', 0, '"regions" must be a number, a date or a time to be computed with'],
  ['label + 1', 0, '"label" must be a number, a date or a time to be computed with'],
  ['round()', 0, 'round() needs a number'],
  ['round(1, 99)', 0, 'round() takes 0 to 15 digits'],
])('%s is refused at its place', (text, offset, message) => {
  const found = compute(text);
  expect(found).toEqual([expect.stringContaining(`1:${14 + offset} expectation-parameter: `)]);
  expect(found).toEqual([expect.stringContaining(`in "$PARAMETER", ${message}`)]);
  expect(found).toEqual([expect.stringContaining(HINT)]);
});

test('a name that is no var is told so, and what is no text is refused', () => {
  expect(compute('rowz * 2')).toEqual(['1:13 var-undeclared: there is no var named "rowz"']);
  expect(compute('urn:great_expectations:validations:a')).toEqual([
    `1:14 expectation-parameter: "$PARAMETER" cannot be what another validation found ${HINT}`,
  ]);
  expect(resolve('$PARAMETER: [a]')).toEqual([
    `1:13 expectation-parameter: "$PARAMETER" must be a name or an expression, not a list ${HINT}`,
  ]);
});

test('parameters are found wherever they stand, and the rest stays', () => {
  const text =
    '{a: [1, {$PARAMETER: rows}], b: {c: {$PARAMETER: label}, d: {$PARAMETER: unset}}, e: {$PARAMETER: x, $PARAMETER.x: 7}}';
  expect(resolve(text)).toEqual({
    a: [1, 1000],
    b: { c: 'paid', d: { $PARAMETER: 'unset' } },
    e: 7,
  });
});

interface Sum {
  readonly text: string;
  readonly value: number;
}

const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: 0, max: 1000 }).map((value) => ({ text: String(value), value })),
    fc.constant({ text: 'rows', value: 1000 }),
    tie('sum').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
    fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, operator, b]) => ({
      text: `(${a.text}) ${operator} (${b.text})`,
      value:
        operator === '+'
          ? a.value + b.value
          : operator === '-'
            ? a.value - b.value
            : a.value * b.value,
    })),
  ),
}));

test('any sum comes to what arithmetic says', () => {
  fc.assert(
    fc.property(sum, ({ text, value }) => {
      const found = text === 'rows' ? 1000 : compute(text);
      // JSON knows no -0
      expect(found === 0 ? 0 : found).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('a time that goes forth and back is the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 9000 }),
      fc.integer({ min: 1, max: 28 }),
      fc.integer({ min: -100_000, max: 100_000 }),
      fc.integer({ min: -999_999_999, max: 999_999_999 }),
      (year, day, days, microseconds) => {
        const by = `timedelta(days=${days}, microseconds=${microseconds})`;
        const time = `datetime(${year}, 3, ${day}, 12, 30)`;
        const text = `${year}-03-${String(day).padStart(2, '0')}T12:30:00`;
        expect(compute(`${time} + ${by} - ${by}`)).toBe(text);
      },
    ),
  );
});

test('an expectation with a parameter that has no value is sound, and cannot be checked', () => {
  const [first, second] = declared(`
model: users
columns:
  n:
    - be_between: {min_value: 1, max_value: {$PARAMETER: "limit * 2 + more"}}
    - unique: {mostly: {$PARAMETER: share}}
`);
  expect(first?.kwargs).toEqual({ min_value: 1 });
  const message = (each = first) => each && compileExpectation(each, USERS).asked;
  expect(message()).toEqual({
    type: 'impossible',
    message:
      'the vars "limit", "more" are needed here and have no value; give them: --vars limit=… --vars more=…',
  });
  expect(message(second)).toEqual({
    type: 'impossible',
    message: 'the var "share" is needed here and has no value; give it: --vars share=…',
  });
});

test('what a check does not take it does not take as a parameter either', () => {
  const { problems } = declare('{model: users, columns: {n: [{unique: {max: {$PARAMETER: x}}}]}}');
  expect(problems).toEqual([
    '1:40 expectation-argument: "unique" takes no argument "max" (it takes none)',
  ]);
});
