import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startCli } from '../support/cli-process.ts';
import { query } from '../support/database.ts';
import { seedProject } from './seed-project.ts';

const FILES = 20;
const ROWS = 3000;

/** Half of them files of ten as_ofs, half files of one table without as_ofs. */
function files(): Readonly<Record<string, string>> {
  const rows = (file: number) =>
    Array.from({ length: ROWS }, (_, n) => `${file * ROWS + n},"text ${n}"\n`).join('');
  const csv = Array.from({ length: FILES }, (_, file) => {
    const path = file % 2 === 0 ? `2024-01-${10 + file}/fees.csv` : `${file}/notes.csv`;
    return [`seeds/${path}`, `id,note\n${rows(file)}`] as const;
  });
  return {
    ...Object.fromEntries(csv),
    'seeds/seeds.yml': `seeds:
  - {name: fees, files: "{day}/fees.csv", as_of: "{{ day }}", unique_key: id}
  - {name: notes, files: "{part:int}/notes.csv", unique_key: id, columns: {id: bigint}}
`,
  };
}

/** Starts `run seed` and kills it after so long, unless it has ended by then. */
async function killAfter(
  milliseconds: number,
  { directory, url }: { readonly directory: string; readonly url: string },
): Promise<'killed' | 'ended'> {
  const words = ['seed', '--project-dir', directory, '--concurrency', '4'];
  const { child, ended } = startCli(words, { env: { DATABASE_URL: url } });
  // the time counts from when the run has begun
  if (child.stderr !== null) await once(child.stderr, 'data');
  await sleep(milliseconds);
  child.kill('SIGKILL');
  const { code } = await ended;
  return code === null ? 'killed' : 'ended';
}

const COUNTS = `select count(*) as rows, count(distinct id) as ids, min(id), max(id)
  from (select id, 0 as part from fees union all select id, part from notes) as loaded`;

test('a load that is killed at any moment is finished by the next, every file exactly once', async () => {
  await using project = await seedProject(files());
  const outcomes: string[] = [];
  for (let time = 0; time < 4; time += 1) {
    const milliseconds = Math.floor(Math.random() * 400);
    outcomes.push(await killAfter(milliseconds, project));
    if (outcomes.at(-1) === 'ended') break;
  }
  expect(outcomes[0]).toBe('killed');
  const last = await project.seed('--concurrency', '4');
  expect(last.split('\n')[0]).toBe('success');
  expect(await project.rows(COUNTS)).toEqual([
    `(${FILES * ROWS},${FILES * ROWS},0,${FILES * ROWS - 1})`,
  ]);
  expect(
    await project.rows(`select count(*), count(distinct path), sum(row_count), min(row_count)
      from asof.seed_files`),
  ).toEqual([`(${FILES},${FILES},${FILES * ROWS},${ROWS})`]);
  // and nothing of the runs that died is left
  expect(
    await project.rows(`select relname from pg_class
    where relkind in ('r', 'p') and relname ~ 'asof:|aside'`),
  ).toEqual([]);
  expect(await project.seed()).toContain('11 unchanged');
});

test('a load that is killed while it replaces files leaves the old rows or the new ones', async () => {
  await using project = await seedProject(files());
  expect((await project.seed()).split('\n')[0]).toBe('success');
  for (const path of ['2024-01-12/fees.csv', '2024-01-14/fees.csv', '3/notes.csv']) {
    const first = path.startsWith('3') ? 3 : Number(path.slice(8, 10)) - 10;
    const rows = Array.from({ length: ROWS }, (_, n) => `${first * ROWS + n},new\n`).join('');
    await project.write(`seeds/${path}`, `id,note\n${rows}`);
  }
  const states = `select file, count(*), count(*) filter (where note = 'new')
    from (select id / ${ROWS} as file, note from fees union all select id / ${ROWS}, note from notes) as l
    where file in (2, 3, 4) group by file order by file`;
  await killAfter(Math.floor(Math.random() * 250), project);
  // the server needs a moment to see that its client is gone
  await query(project.url, 'select pg_sleep(0.1)');
  for (const state of await project.rows(states)) {
    expect([`(2,${ROWS},`, `(3,${ROWS},`, `(4,${ROWS},`]).toContain(
      `${state}`.replace(/(?:0|3000)\)$/, ''),
    );
    expect(['0)', `${ROWS})`]).toContain(`${state}`.split(',').at(-1));
  }
  await project.seed();
  expect(await project.rows(states)).toEqual([2, 3, 4].map((file) => `(${file},${ROWS},${ROWS})`));
  expect(await project.rows(COUNTS)).toEqual([
    `(${FILES * ROWS},${FILES * ROWS},0,${FILES * ROWS - 1})`,
  ]);
});
