import { expect, test } from 'vitest';
import { makeManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

/** Each problem with its notes and its hint, as a person would read it. */
function told(texts: ProjectTexts): readonly string[] {
  return makeManifest(texts).problems.all.map(({ code, message, location, notes, hint }) =>
    [
      `${location?.file}:${location?.line}:${location?.column} ${code}: ${message}`,
      ...notes.map(
        (note) =>
          `  ${note.location?.file}:${note.location?.line}:${note.location?.column} ${note.message}`,
      ),
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ].join('\n'),
  );
}

test('the way round is told step by step, each with its place', () => {
  expect(
    told({
      'models/a.sql': "select *\nfrom {{ ref('b') }}",
      'models/b.sql': "select * from {{ ref('c') }}",
      'models/c.sql': "select * from {{ ref('a') }}",
    }),
  ).toEqual([
    `models/a.sql:2:14 graph-cycle: "a", "b" and "c" depend on each other
  models/b.sql:1:23 "b" refers to "c"
  models/c.sql:1:23 "c" refers back to "a"
  take one of these references out, or move what both need to a model of its own`,
  ]);
});

test('a model that reads itself is told to', () => {
  expect(told({ 'models/a.sql': "select * from {{ ref('a') }}" })).toEqual([
    `models/a.sql:1:23 graph-cycle: "a" depends on itself
  take one of these references out, or move what both need to a model of its own`,
  ]);
});

test('a cycle that a foreign key closes can be opened there', () => {
  expect(
    told({
      'models/users.sql': "select * from {{ ref('orders') }}",
      'models/orders.sql': 'select 1 as id, 1 as user_id',
      'models/m.yml': `models:
  - name: orders
    config:
      materialized: table
      constraints:
        - {type: foreign_key, columns: user_id, to: users, to_columns: id}
`,
    }),
  ).toEqual([
    `models/m.yml:6:53 graph-cycle: "orders" and "users" depend on each other
  models/users.sql:1:23 "users" refers back to "orders"
  add gate: false to the expectation that closes the cycle, or take the foreign key out`,
  ]);
});

const GATED = {
  'models/users.sql': "select * from {{ ref('orders') }}",
  'models/orders.sql': 'select 1 as user_id',
};

test('a cycle that an expectation closes can be opened there', () => {
  const expectations = `expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id}}]}
`;
  expect(told({ ...GATED, 'expectations/e.yml': expectations })).toEqual([
    `expectations/e.yml:3:26 graph-cycle: "orders" and "users" depend on each other
  models/users.sql:1:23 "users" refers back to "orders"
  add gate: false to the expectation that closes the cycle, or take the foreign key out`,
  ]);
});

test('an expectation that nobody waits for closes no cycle', () => {
  const expectations = `expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id, gate: false}}]}
`;
  expect(told({ ...GATED, 'expectations/e.yml': expectations })).toEqual([]);
});

test('two knots are two problems', () => {
  expect(
    told({
      'models/a.sql': "select * from {{ ref('a') }}",
      'models/b.sql': "select * from {{ ref('b') }}",
    }),
  ).toHaveLength(2);
});
