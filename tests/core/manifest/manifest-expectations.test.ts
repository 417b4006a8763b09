import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import { withLateArguments } from '../../../src/core/expectation/late-arguments.ts';
import { makeManifest, nodeOf, soundManifest } from '../../support/manifest.ts';

const SHOP = {
  'seeds/users.csv': 'id\n1\n',
  'models/orders.sql': "select id, user_id from {{ ref('raw_orders') }}",
  'models/sources.yml': 'sources: [{name: crm, tables: [{name: users}]}]',
  'seeds/raw_orders.csv': 'id,user_id\n1,1\n',
};

function expectations(yaml: string) {
  return soundManifest({ ...SHOP, 'expectations/e.yml': yaml }).manifest.expectations;
}

test('an expectation knows its node and what it reads beside it', () => {
  const [found] = expectations(`expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id}}]}
`);
  expect(found).toMatchObject({
    id: 'orders.user_id.relationships',
    node: 'model.shop.orders',
    check: 'relationships',
    column: 'user_id',
    reads: { to: 'seed.shop.users' },
    gate: true,
    location: { file: 'expectations/e.yml', line: 3 },
  });
});

test('seeds and sources are found under their own words', () => {
  expect(
    expectations(`expectations:
  - {seed: users, columns: {id: [unique]}}
  - {source: crm.users, columns: {id: [unique]}}
`).map(({ id, node }) => [id, node]),
  ).toEqual([
    ['users.id.unique', 'seed.shop.users'],
    ['crm.users.id.unique', 'source.shop.crm.users'],
  ]);
});

test('one declaration may be about several nodes', () => {
  expect(
    expectations(`expectations:
  - {seed: [users, raw_orders], columns: {id: [not_null]}}
`).map(({ id }) => id),
  ).toEqual(['users.id.not_null', 'raw_orders.id.not_null']);
});

test('they come in the order of their files, those beside columns as well', () => {
  const { manifest } = soundManifest({
    ...SHOP,
    'models/m.yml': `models:
  - name: orders
    columns: [{name: id, data_tests: [unique], expectations: [not_null]}]
`,
    'expectations/e.yml': 'expectations: [{seed: users, columns: {id: [unique]}}]',
  });
  expect(manifest.expectations.map(({ id, location }) => [id, location.file])).toEqual([
    ['orders.id.not_null', 'models/m.yml'],
    ['orders.id.unique', 'models/m.yml'],
    ['users.id.unique', 'expectations/e.yml'],
  ]);
});

test('a node waits for what its gates read', () => {
  const made = soundManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id}}]}
`,
  });
  const node = nodeOf(made, 'model.orders');
  expect(node.parents.map(({ to, why }) => [to, why])).toEqual([
    ['seed.shop.raw_orders', 'ref'],
    ['seed.shop.users', 'expectation'],
  ]);
  expect(node.reads).toEqual(['seed.shop.raw_orders']);
});

test('a node does not wait for an expectation that is no gate, nor for itself', () => {
  const made = soundManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - model: orders
    columns:
      user_id:
        - {relationships: {to: users, field: id, gate: false}}
        - {relationships: {to: orders, field: id, name: own}}
`,
  });
  expect(nodeOf(made, 'model.orders').parents.map(({ why }) => why)).toEqual(['ref']);
});

test('a node that is not there is told with what it could have been', () => {
  const { lines } = makeManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - {model: order, columns: {id: [unique]}}
  - {model: users, columns: {id: [unique]}}
`,
  });
  expect(lines).toEqual([
    'expectations/e.yml:2:13: error[expectation-unknown-node]: there is no model named "order" ' +
      '(did you mean "orders"?)',
    'expectations/e.yml:3:13: error[expectation-unknown-node]: there is no model named "users" ' +
      '(there is "orders")',
  ]);
});

const PARAMETERS = {
  ...SHOP,
  'project.yml': `name: shop
vars:
  as_of: {type: date}
  expected: {type: integer}
  share: {type: number, default: 0.5}
  regions: {type: list, default: [EU, US]}
`,
};

function withParameters(checks: string) {
  return { ...PARAMETERS, 'expectations/e.yml': `expectations:\n- model: orders\n  ${checks}` };
}

test('a $PARAMETER is the var of that name, as given or by default', () => {
  const checks = `table:
  - row_count_to_be_between: {min_value: {$PARAMETER: expected}, max_value: {$PARAMETER: "expected * 2"}}
  - expect_column_values_to_be_in_set: {column: id, value_set: {$PARAMETER: regions}, mostly: {$PARAMETER: share}}
  - expect_column_max_to_be_between: {column: id, max_value: {$PARAMETER: as_of}}`;
  const texts = withParameters(checks);
  const { manifest } = soundManifest(texts, {
    vars: { expected: 10, as_of: '2024-01-31' },
    asOf: '2024-01-31',
  });
  expect(manifest.expectations.map(({ kwargs, mostly }) => [kwargs, mostly])).toEqual([
    [{ min_value: 10, max_value: 20 }, 1],
    [{ value_set: ['EU', 'US'] }, 0.5],
    [{}, 1],
  ]);
  const [, , last] = manifest.expectations;
  const kwargsAt = (asOf: string | undefined) => last && withLateArguments(last, asOf).kwargs;
  expect(['2023-12-31', undefined].map(kwargsAt)).toEqual([
    { max_value: '2023-12-31' },
    { max_value: '2024-01-31' },
  ]);
  expect(manifest.readsClock).toBe(false);
});

test('a var without a value is demanded where the expectation is checked, not before', () => {
  const texts = withParameters('table: [{row_count_to_equal: {$PARAMETER: expected}}]');
  const [expectation] = soundManifest(texts).manifest.expectations;
  expect(() => expectation && withLateArguments(expectation, undefined)).toThrow(
    'the var "expected" is needed here and has no value; give it: --vars expected=…',
  );
  const setting = 'columns: {id: [{unique: {mostly: {$PARAMETER: "expected / 10"}}}]}';
  const { expectations } = soundManifest(withParameters(setting)).manifest;
  expect(expectations.map(({ unresolved }) => unresolved)).toEqual([
    'the var "expected" is needed here and has no value; give it: --vars expected=…',
  ]);
});

test('what a parameter comes to is held against what the check takes', () => {
  const { lines } = makeManifest(
    withParameters(
      'columns: {id: [{be_between: {min_value: {$PARAMETER: "2 * 3"}, max_value: 5}}, {unique: {mostly: {$PARAMETER: "2 * 3"}}}]}',
    ),
  );
  expect(lines).toEqual([
    'expectations/e.yml:3:56: error[expectation-argument]: "min_value" must not be above "max_value", but 6 is above 5',
    'expectations/e.yml:3:113: error[expectation-argument]: "mostly" must be a share between 0 and 1, not 6',
  ]);
});

test('a $PARAMETER that is no var is an error with its place', () => {
  const { lines } = makeManifest(
    withParameters('table: [{row_count_to_equal: {value: {$PARAMETER: expect}}}]'),
  );
  expect(lines).toEqual([
    'expectations/e.yml:3:53: error[var-undeclared]: there is no var named "expect" (did you mean "expected"?)',
  ]);
});

test('now() is the last moment of the as_of that is checked, else when the command started', () => {
  const texts = withParameters(
    'columns: {id: [{be_between: {max_value: {$PARAMETER: "now() - timedelta(hours=1)"}}}]}',
  );
  const kwargsAt = (expectation: Expectation | undefined, asOf: string | undefined) =>
    expectation && withLateArguments(expectation, asOf).kwargs;
  const dated = soundManifest(texts, { asOf: '2024-01-31' }).manifest;
  const [ofRun] = dated.expectations;
  expect(['2023-12-31', undefined].map((asOf) => kwargsAt(ofRun, asOf))).toEqual([
    { max_value: '2023-12-31T22:59:59.999999' },
    { max_value: '2024-01-31T22:59:59.999999' },
  ]);
  expect(dated.readsClock).toBe(false);
  const undated = soundManifest(texts).manifest;
  expect(kwargsAt(undated.expectations[0], undefined)).toEqual({
    max_value: '2024-02-01T11:00:00',
  });
  expect(undated.readsClock).toBe(true);
});

test('what must be known before a run depends neither on the as_of nor on the time', () => {
  const { lines } = makeManifest(
    withParameters(
      'columns: {id: [{unique: {mostly: {$PARAMETER: "now()"}}}, {relationships: {to: {$PARAMETER: as_of}, field: id}}]}',
    ),
  );
  expect(lines).toEqual([
    'expectations/e.yml:3:36: error[expectation-parameter]: "mostly" cannot depend on the as_of or on now() (only the arguments of the check itself can)',
    'expectations/e.yml:3:82: error[expectation-parameter]: "to" names a node, and must be known before a run',
  ]);
});

test('a late argument that does not fit is an error of its expectation', () => {
  const texts = withParameters(
    'table: [{row_count_to_be_between: {min_value: {$PARAMETER: as_of}}}, {expect_column_values_to_be_between: {column: id, min_value: 3, max_value: {$PARAMETER: "expected - 9"}}}, {row_count_to_equal: {$PARAMETER: "now() + 1"}}]',
  );
  const { expectations } = soundManifest(texts, { asOf: '2024-01-31' }).manifest;
  const messages = expectations.map((each) => {
    try {
      const late = each.late && { ...each.late, vars: { ...each.late.vars, expected: 10 } };
      return withLateArguments(late === undefined ? each : { ...each, late }, '2024-01-31').kwargs;
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  });
  expect(messages).toEqual([
    'expectation-argument: "min_value" must be a number, not "2024-01-31"',
    'expectation-argument: "min_value" must not be above "max_value", but 3 is above 1',
    'expectation-parameter: in "$PARAMETER", "+" does not join a time and a number',
  ]);
});
