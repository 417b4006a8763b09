import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabase, query } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import { asof, EVENT_MODELS, eventModels, lines, startAnew } from './quarantine-project.ts';

interface Item {
  readonly id: number;
  readonly email: string | null;
  readonly n: number | null;
}

interface Check {
  readonly yaml: string;
  readonly isUnexpected: (item: Item, all: readonly Item[]) => boolean;
}

const CHECKS: Readonly<Record<string, Check>> = {
  filled: {
    yaml: '{expect_column_values_to_not_be_null: {column: email, name: filled, on_fail: quarantine}}',
    isUnexpected: ({ email }) => email === null,
  },
  positive: {
    yaml: '{expect_column_values_to_be_between: {column: n, min_value: 0, name: positive, on_fail: quarantine}}',
    isUnexpected: ({ n }) => n !== null && n < 0,
  },
  alone: {
    yaml: '{expect_column_values_to_be_unique: {column: email, name: alone, on_fail: quarantine}}',
    isUnexpected: ({ email }, all) =>
      email !== null && all.filter((each) => each.email === email).length > 1,
  },
  small: {
    yaml: '{expression_is_true: {expression: n < id, name: small, on_fail: quarantine, where: id > 3}}',
    isUnexpected: ({ id, n }) => id > 3 && n !== null && n >= id,
  },
  known: {
    yaml: "{relationships: {column: email, to: lookup.known, field: email, to_where: email <> 'c', name: known, on_fail: quarantine}}",
    isUnexpected: ({ email }) => email !== null && !['a', 'b'].includes(email),
  },
  counted: {
    yaml: '{relationships: {column: n, to: lookup.known, field: n, where: id > 2, name: counted, on_fail: quarantine}}',
    isUnexpected: ({ id, n }) => id > 2 && n !== null && ![1, 2].includes(n),
  },
};

/** What emails and numbers are looked up in. */
const KNOWN = `
create table public.known (email varchar, n numeric);
insert into public.known values ('a', 1), ('a', 1.0), ('b', 2), ('c', 2), (null, null)`;

const items = fc
  .array(
    fc.record({
      email: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
      n: fc.option(fc.integer({ min: -3, max: 8 }), { nil: null }),
    }),
    { maxLength: 8 },
  )
  .map((rows) => rows.map((row, at): Item => ({ id: at + 1, ...row })));
const checks = fc.subarray(Object.keys(CHECKS), { minLength: 1 });

test('every row is published or quarantined, once, with all the checks that it fails', async () => {
  await using project = await temporaryProject({
    ...eventModels(),
    'models/lookup.yml': 'sources: [{name: lookup, schema: public, tables: [{name: known}]}]',
  });
  await using database = await createDatabase();
  await fc.assert(
    fc.asyncProperty(items, checks, async (rows, names) => {
      await startAnew(database, rows);
      await query(database.url, KNOWN);
      const yaml = names.map((name) => `      - ${CHECKS[name]?.yaml}`).join('\n');
      await project.write(
        'expectations/all.yml',
        `expectations:\n  - model: [${EVENT_MODELS.join(', ')}]\n    table:\n${yaml}\n`,
      );
      const finished = await asof(project, database, ['build']);
      expect(finished.diagnostics).toEqual([]);
      expect(finished.nodes.map(({ status }) => status)).not.toContain('error');
      for (const model of EVENT_MODELS) {
        const failed = new Map(
          rows.map((row) => [
            row.id,
            names
              .filter((name) => CHECKS[name]?.isUnexpected(row, rows))
              .map((name) => `${model}.${name}`),
          ]),
        );
        const good = rows.filter(({ id }) => failed.get(id)?.length === 0);
        const bad = rows.filter(({ id }) => failed.get(id)?.length !== 0);
        expect(await lines(database, `select id from m_${model} order by id`)).toEqual(
          good.map(({ id }) => String(id)),
        );
        const table = `m_${model}__quarantine`;
        const exists = await lines(
          database,
          `select to_regclass('public.${table}') is not null as it`,
        );
        expect(exists).toEqual([String(bad.length > 0)]);
        if (bad.length === 0) continue;
        const kept = await query(
          database.url,
          `select key, row, expectations from ${table} order by (row ->> 'id')::int`,
        );
        expect(kept).toEqual(
          bad.map((row) => ({ key: { id: row.id }, row, expectations: failed.get(row.id) })),
        );
        const rowsOf = finished.nodes.find(({ node }) => node.endsWith(`.${model}`))?.rows ?? {};
        expect((rowsOf['inserted'] ?? 0) + (rowsOf['quarantined'] ?? 0)).toBe(rows.length);
      }
      const tested = await asof(project, database, ['test']);
      expect(tested.expectations.map(({ status }) => status)).toEqual(
        EVENT_MODELS.flatMap(() => names.map(() => 'pass')),
      );
    }),
    { numRuns: 15 },
  );
}, 120_000);
