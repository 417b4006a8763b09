import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompiledSql, locateInTemplate } from '../../../src/core/sql/compiled-sql.ts';
import {
  type Derived,
  marker,
  type RenderedSegment,
  weave,
  withoutFinalSemicolon,
} from '../../../src/core/sql/weave.ts';

const SOURCE = { path: 'models/a.sql', text: '' };

/** Text of a template in which `<0>` stands for what printed the first derived table. */
function segments(text: string): readonly RenderedSegment[] {
  let offset = 0;
  return text.split(/(<\d>)/).map((part): RenderedSegment => {
    const index = /^<(\d)>$/.exec(part)?.[1];
    const isLiteral = index === undefined;
    const segment = {
      text: isLiteral ? part : marker(Number(index)),
      source: SOURCE,
      offset,
      isLiteral,
    };
    offset += part.length;
    return segment;
  });
}

const USERS: Derived = {
  select: 'select "id" from "raw"."users"',
  alias: 'users',
  mention: '"raw"."users"',
};

function woven(text: string, derived: readonly Derived[] = [USERS]): string {
  return weave(segments(text), derived).sql;
}

const SUBSELECT = '(select "id" from "raw"."users")';

test.each([
  ['select * from <0>', `select * from ${SUBSELECT} as "users"`],
  ['from <0> where id = 1', `from ${SUBSELECT} as "users" where id = 1`],
  ['from <0>\nJOIN o using (id)', `from ${SUBSELECT} as "users"\nJOIN o using (id)`],
  ['from <0>, o', `from ${SUBSELECT} as "users", o`],
  ['(select from <0>)', `(select from ${SUBSELECT} as "users")`],
  ['from <0>;', `from ${SUBSELECT} as "users";`],
  ['from <0> -- as u', `from ${SUBSELECT} as "users" -- as u`],
  ['from o, lateral <0>', `from o, lateral ${SUBSELECT} as "users"`],
  ['from <0> except select 1', `from ${SUBSELECT} as "users" except select 1`],
])('%s gets an alias, for it has none', (text, sql) => {
  expect(woven(text)).toBe(sql);
});

test.each([
  ['from <0> as u', `from ${SUBSELECT} as u`],
  ['from <0> u where u.id = 1', `from ${SUBSELECT} u where u.id = 1`],
  ['from <0>\n  /* the */ "U"', `from ${SUBSELECT}\n  /* the */ "U"`],
  ['from <0> AS u (id)', `from ${SUBSELECT} AS u (id)`],
])('%s keeps the alias that it has', (text, sql) => {
  expect(woven(text)).toBe(sql);
});

test('each place gets its own subselect, as often as it stands there', () => {
  const orders = { select: 'select 1', alias: 'or"ders', mention: 'o' };
  expect(woven('from <1> join <0> u on true, <1> b', [USERS, orders])).toBe(
    `from (select 1) as "or""ders" join ${SUBSELECT} u on true, (select 1) b`,
  );
});

test('in comments, strings and quoted names the relation is only mentioned', () => {
  expect(woven(`-- of <0>\nselect '<0>', "<0>", $$<0>$$ /* <0> */ from <0>`)).toBe(
    `-- of "raw"."users"\nselect '"raw"."users"', ""raw"."users"", $$"raw"."users"$$ ` +
      `/* "raw"."users" */ from ${SUBSELECT} as "users"`,
  );
});

test('a select that has places of its own keeps them', () => {
  const view = { path: 'models/view.sql', text: 'select id\nfrom raw.users' };
  const select: CompiledSql = {
    sql: view.text,
    pieces: [{ length: view.text.length, source: view, offset: 0, isLiteral: true }],
  };
  const compiled = weave(segments('select * from <0>'), [{ ...USERS, select }]);
  expect(compiled.sql).toBe('select * from (\nselect id\nfrom raw.users\n) as "users"');
  expect(locateInTemplate(compiled, compiled.sql.indexOf('raw.users'))).toEqual({
    file: 'models/view.sql',
    line: 2,
    column: 6,
    length: 1,
  });
  expect(locateInTemplate(compiled, compiled.sql.indexOf('as "users"'))?.file).toBe('models/a.sql');
});

test('a final semicolon goes, with what is behind it', () => {
  const compiled = weave(segments('select 1 ; -- done\n'), []);
  const { compiled: select, strayOffset } = withoutFinalSemicolon(compiled);
  expect([select.sql, strayOffset]).toEqual(['select 1 ', undefined]);
  expect(select.pieces).toEqual([{ length: 9, source: SOURCE, offset: 0, isLiteral: true }]);
});

test.each([
  ["select ';'", "select ';'", undefined],
  ['select 1 /* ; */', 'select 1 /* ; */', undefined],
  ['select 1; select 2', 'select 1; select 2', 8],
  ['select 1; select 2;', 'select 1; select 2', 8],
  ['select 1;;', 'select 1;', 8],
  ['', '', undefined],
])('what is one statement in %s, and where another begins', (text, sql, stray) => {
  const { compiled, strayOffset } = withoutFinalSemicolon(weave(segments(text), []));
  expect([compiled.sql, strayOffset]).toEqual([sql, stray]);
});

/** Pieces of SQL between places of derived tables; comments and strings are closed within a piece. */
const template = fc
  .array(
    fc.constantFrom('select ', '\n', "'it''s' ", '/* x */', ', ', 'as u ', '<0>', '<1>', '😀'),
    {
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(''));

test('every literal character is found where it was written, and pieces leave no gap', () => {
  const orders = { select: 'select 2', alias: 'orders', mention: '"orders"' };
  fc.assert(
    fc.property(template, (text) => {
      const source = { path: 'models/a.sql', text };
      const rendered = segments(text).map((each) => ({ ...each, source }));
      const { sql, pieces } = weave(rendered, [USERS, orders]);
      let start = 0;
      for (const { length, offset, isLiteral } of pieces) {
        expect(length).toBeGreaterThan(0);
        if (isLiteral) {
          expect(sql.slice(start, start + length)).toBe(text.slice(offset, offset + length));
        }
        start += length;
      }
      expect(start).toBe(sql.length);
    }),
  );
});

test('followed by a dot it is the name of what stands in the from', () => {
  expect(woven('select <0>.id, <0>."x" from <0> where true')).toBe(
    'select "users".id, "users"."x" from (select "id" from "raw"."users") as "users" where true',
  );
});
