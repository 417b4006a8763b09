import { expect, test } from 'vitest';
import { makeManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

function problems(texts: ProjectTexts): readonly string[] {
  const made = makeManifest(texts);
  return made.lines.map((line, at) => {
    const notes = made.problems.all[at]?.notes ?? [];
    return [line, ...notes.map((note) => `${note.location?.file}: ${note.message}`)].join('\n');
  });
}

test('two models of one name are told, with the place of both', () => {
  expect(problems({ 'models/a/x.sql': 'select 1', 'models/b/x.sql': 'select 1' })).toEqual([
    `models/b/x.sql:1:1: error[node-duplicate]: there are two nodes named "x" (rename one of the files)
models/a/x.sql: the other, a model, is here`,
  ]);
});

test('a seed, a model and a query share their names', () => {
  expect(
    problems({
      'seeds/x.csv': 'a\n1\n',
      'models/x.sql': 'select 1',
      'expectations/x.sql': 'select 1',
    }),
  ).toEqual([
    `models/x.sql:1:1: error[node-duplicate]: there are two nodes named "x" (rename one of the files)
seeds/x.csv: the other, a seed, is here`,
    `expectations/x.sql:1:1: error[node-duplicate]: there are two nodes named "x" (rename one of the files)
models/x.sql: the other, a model, is here`,
  ]);
});

test('two nodes that would be one relation are told', () => {
  expect(
    problems({
      'models/a.sql': "{{ config(alias='orders', schema='marts') }} select 1",
      'models/b.sql': "{{ config(alias='orders', schema='marts') }} select 1",
      'models/c.sql': "{{ config(alias='orders') }} select 1",
    }),
  ).toEqual([
    'models/b.sql:1:1: error[relation-duplicate]: "b" and "a" would both be "marts.orders" ' +
      '(give one of them another schema or alias)\nmodels/a.sql: "a" is here',
  ]);
});

test('an ephemeral model takes no relation from anybody, and a source is the database’s own', () => {
  expect(
    problems({
      'models/a.sql': "{{ config(materialized='ephemeral', alias='orders') }} select 1",
      'models/b.sql': "{{ config(alias='orders', schema='crm') }} select 1",
      'models/s.yml': 'sources: [{name: crm, tables: [{name: orders}]}]',
    }),
  ).toEqual([]);
});

test('a model that is switched off leaves its name and its relation to others', () => {
  expect(
    problems({
      'models/a/x.sql': '{{ config(enabled=false) }} select 1',
      'models/b/x.sql': 'select 1',
    }),
  ).toEqual([]);
});

test('a name that PostgreSQL would cut is told, counted in bytes', () => {
  const long = 'x'.repeat(64);
  const wide = 'é'.repeat(32);
  expect(
    problems({
      [`models/${long}.sql`]: 'select 1',
      [`models/${'x'.repeat(63)}.sql`]: 'select 1',
      'models/a.sql': `{{ config(alias='${wide}') }} select 1`,
      'models/b.sql': `{{ config(schema='${wide}') }} select 1`,
      [`models/${long}y.sql`]: "{{ config(alias='short') }} select 1",
      [`models/${long}z.sql`]: "{{ config(materialized='ephemeral') }} select 1",
    }),
  ).toEqual(
    [
      ['a', wide],
      ['b', wide],
      [long, long],
    ].map(
      ([file, name]) =>
        `models/${file}.sql:1:1: error[config-value]: the name "${name}" is longer than the 63 bytes that it may have (give it a shorter one, in the database alone with "alias" or "schema")`,
    ),
  );
});
