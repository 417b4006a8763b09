import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

const TEXTS = [
  'text',
  'character varying',
  'character(3)',
  'bpchar',
  'name',
  'citext',
  'text collate nocase',
  'character varying collate nocase',
];

/** How many rows find nothing in a column that has its name from its type. */
function ofEach(own: string): string {
  const columns = TEXTS.map(
    (_, at) => `{relationships: {to: orders, field: t${at}, name: t${at}}}`,
  );
  return `{model: users, columns: {${own}: [${columns.join(', ')}], n: [{relationships: {to: orders, field: n}}]}}`;
}

async function together(session: Session, yaml: string): Promise<readonly ExpectationResult[]> {
  return check(session, declared(yaml));
}

async function oneByOne(session: Session, yaml: string): Promise<readonly ExpectationResult[]> {
  const results: ExpectationResult[] = [];
  for (const each of declared(yaml)) results.push(...(await check(session, [each])));
  return results;
}

test('texts of all types and collations are looked up together as they are one by one', async () => {
  await using database = await openDatabase(`
    create extension citext;
    create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create table users (id int, n int, ${TEXTS.map((type, at) => `t${at} ${type}`).join(', ')});
    create table orders (n int, ${TEXTS.map((type, at) => `t${at} ${type}`).join(', ')})`);
  const { session } = database;
  const same = (text: string) => TEXTS.map(() => `'${text}'`).join(', ');
  for (const [id, text] of ['a', 'A', 'a ', 'b'].entries()) {
    await session.query(`insert into users values (${id}, ${id}, ${same(text)})`);
  }
  for (const text of ['a', 'A', 'a ', 'A ']) {
    await session.query(`insert into orders values (9, ${same(text)})`);
  }
  for (const at of [0, 1, 2, 6, 7]) {
    const yaml = ofEach(`t${at}`);
    const found = (await together(session, yaml)).map(summary);
    expect(found.at(-1)).toBe('n.relationships fail 4/0/4 [0,1,2,3]');
    const isCertain = (each: string) => !each.includes('could not determine which collation');
    expect(found.filter(isCertain)).toEqual(
      (await oneByOne(session, yaml)).map(summary).filter(isCertain),
    );
  }
});

test('a column with a name of ours is looked up by an error, not in itself', async () => {
  await using database = await openDatabase(`
    create table users (id int, "asof 0" int, "asof found" int);
    create table orders (n int);
    insert into users values (1, 7, 7)`);
  const yaml =
    '{model: users, columns: {"asof 0": [{relationships: {to: orders, field: n}}], "asof found": [{relationships: {to: orders, field: n}}]}}';
  expect((await together(database.session, yaml)).map(summary)).toEqual([
    'asof 0.relationships error asof has a use of its own for the name "asof 0"; rename the column',
    'asof found.relationships fail 1/0/1 [7]',
  ]);
});
