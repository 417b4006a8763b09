import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabase, query } from '../../support/database.ts';
import {
  asof,
  CHECKS,
  EVENT_MODELS,
  eventModels,
  lines,
  startAnew,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { requeue } from './requeue-project.ts';

interface Item {
  readonly id: number;
  readonly email: string | null;
  readonly n: number;
}

const values = fc.record({
  email: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
  n: fc.integer({ min: -2, max: 3 }),
});
/** Each row, and what becomes of it should it be set aside: left as it is, or mended. */
const items = fc
  .array(fc.record({ now: values, mended: fc.option(values, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((rows) =>
    rows.map(({ now, mended }, at) => ({
      row: { id: at + 1, ...now } satisfies Item,
      mended: mended && ({ id: at + 1, ...mended } satisfies Item),
    })),
  );

/** Those that fail no check, held against all that would be there. */
function holding(rows: readonly Item[]): readonly Item[] {
  return rows.filter(
    (row) =>
      row.n >= 0 &&
      (row.email === null || rows.filter((each) => each.email === row.email).length === 1),
  );
}

/** A row that goes back is held against those that stand, which stay whatever comes. */
function expected(standing: readonly Item[], tried: readonly Item[]): readonly Item[] {
  const taken = new Set(standing.map((each) => each.email));
  return holding(tried).filter(({ email }) => email === null || !taken.has(email));
}

test('every quarantined row goes back or stays, once, and going through them again changes nothing', async () => {
  await using project = await temporaryProject({
    ...eventModels(),
    'expectations/all.yml': `expectations:\n  - model: [${EVENT_MODELS.join(', ')}]\n${CHECKS}`,
  });
  await using database = await createDatabase();
  await fc.assert(
    fc.asyncProperty(items, async (all) => {
      await startAnew(
        database,
        all.map(({ row }) => row),
      );
      await asof(project, database, ['build']);
      const standing = holding(all.map(({ row }) => row));
      const aside = all.filter(({ row }) => !standing.includes(row));
      const tried = aside.map(({ row, mended }) => mended ?? row);
      const back = expected(standing, tried);
      for (const model of aside.length === 0 ? [] : EVENT_MODELS) {
        for (const row of tried) {
          await query(
            database.url,
            `update public.m_${model}__quarantine set row = $1 where (row ->> 'id')::int = $2`,
            [JSON.stringify(row), row.id],
          );
        }
      }
      const first = await requeue(project, database);
      expect(first.status).toBe('success');
      const state = async (model: string) => ({
        live: await query(database.url, `select id, email, n from m_${model} order by id`),
        kept: (
          await lines(database, `select to_regclass('m_${model}__quarantine') is not null as it`)
        ).includes('true')
          ? (
              await query(
                database.url,
                `select row from m_${model}__quarantine order by (row ->> 'id')::int`,
              )
            ).map((each) => each['row'])
          : [],
      });
      const after = await Promise.all(EVENT_MODELS.map(state));
      for (const [at, { live, kept }] of after.entries()) {
        const rows =
          first.nodes.find(({ node }) => node.endsWith(`.${EVENT_MODELS[at]}`))?.rows ?? {};
        expect([EVENT_MODELS[at], live]).toEqual([
          EVENT_MODELS[at],
          [...standing, ...back].sort((a, b) => a.id - b.id),
        ]);
        expect(kept).toEqual(tried.filter((row) => !back.includes(row)));
        expect((rows['requeued'] ?? 0) + (rows['quarantined'] ?? 0)).toBe(aside.length);
        expect(rows['requeued'] ?? 0).toBe(back.length);
      }
      const second = await requeue(project, database);
      expect(second.nodes.map(({ rows }) => rows['requeued'] ?? 0)).toEqual([0, 0, 0, 0]);
      expect(await Promise.all(EVENT_MODELS.map(state))).toEqual(after);
      expect(await verifyFindings(project, database)).toEqual([]);
    }),
    { numRuns: 15 },
  );
}, 180_000);
