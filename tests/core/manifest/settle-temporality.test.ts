import { expect, test } from 'vitest';
import { soundManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

function temporalities(texts: ProjectTexts): Readonly<Record<string, string>> {
  const { manifest } = soundManifest({ ...DATED, ...texts });
  return Object.fromEntries(
    Object.values(manifest.nodes).flatMap((node) =>
      node.kind === 'model' ? [[node.name, node.temporality]] : [],
    ),
  );
}

const DATED = {
  'seeds/s.yml': `seeds: [{name: orders, files: "{day}.csv", as_of: "{{ day }}"}]`,
  'seeds/2024-01-31.csv': 'id\n1\n',
};

test('what depends on time passes it on to all that read it', () => {
  expect(
    temporalities({
      'models/a_view.sql': "select * from {{ ref('orders') }}",
      'models/b_part.sql':
        "{{ config(materialized='ephemeral') }} select * from {{ ref('a_view') }}",
      'models/c_live.sql':
        "{{ config(materialized='upsert', unique_key='id') }} select * from {{ ref('b_part') }}",
      'models/d_over_live.sql': "select * from {{ ref('c_live') }}",
      'models/e_kept.sql':
        "{{ config(materialized='snapshot', unique_key='id') }} select * from {{ ref('d_over_live') }}",
      'models/f_over_kept.sql': "select * from {{ ref('e_kept') }}",
    }),
  ).toEqual({
    a_view: 'inlined',
    b_part: 'inlined',
    c_live: 'current',
    d_over_live: 'current',
    e_kept: 'dated',
    f_over_kept: 'inlined',
  });
});

test('it is settled in the order of the data, not of the names', () => {
  expect(
    temporalities({
      'models/z.sql': "select * from {{ ref('orders') }}",
      'models/a.sql': "select * from {{ ref('z') }}",
    }),
  ).toEqual({ z: 'inlined', a: 'inlined' });
});

test('a view over all as_ofs is the same for every reader, and dated when it says which row is of which', () => {
  expect(
    temporalities({
      'models/all_orders.sql': "select * from {{ ref('orders', as_of='all') }}",
      'models/by_day.sql': `{{ config(as_of_column='day') }}
        select *, as_of as day from {{ ref('orders', as_of='all') }}`,
    }),
  ).toEqual({ all_orders: 'current', by_day: 'dated' });
});

test('a macro that prints as_of makes its callers depend on it', () => {
  expect(
    temporalities({
      'macros/m.sql': '{% macro day() %}{{ as_of }}{% endmacro %}',
      'models/calendar.sql': 'select {{ day() }} as day',
      'models/constant.sql': 'select 1 as n',
    }),
  ).toEqual({ calendar: 'inlined', constant: 'timeless' });
});

test('a foreign key and an expectation say nothing about time', () => {
  expect(
    temporalities({
      'models/users.sql': `{{ config(materialized='table', constraints=[
        {'type': 'foreign_key', 'columns': 'id', 'to': 'orders'}]) }} select 1 as id`,
      'expectations/e.yml': `expectations:
  - {model: users, columns: {id: [{relationships: {to: orders, field: id}}]}}`,
    }),
  ).toEqual({ users: 'timeless' });
});
