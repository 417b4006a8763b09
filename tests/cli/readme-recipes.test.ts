import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query } from '../support/database.ts';
import { flagshipProject } from './flagship-project.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The first block of that language below a heading of README.md. */
function blockBelow(heading: string, language: string): string {
  const section = README.slice(README.indexOf(`### ${heading}\n`));
  const [, indent = '', block = ''] =
    new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'ms').exec(section) ?? [];
  return block.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

test('the recipes of README.md add a table and a check to the flagship', async () => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  const run = (...words: readonly string[]) =>
    runCli([...words, '--target', 'warehouse', '--quiet'], {
      directory: project.directory,
      env: { DATABASE_URL: database.url },
    });
  expect((await run('backfill')).status).toBe('success');

  for (const month of ['month_000', 'month_001']) {
    const users = await readFile(join(project.directory, `seeds/${month}/users.csv`), 'utf8');
    const lines = users.trim().split('\n').slice(1);
    const rows = lines.map((line, at) => `${line.split(',')[0]},${(at + 2) % 3}`);
    const text = ['user_id,discounts_90d', ...rows, ''].join('\n');
    await project.write(`seeds/${month}/discounts_90d.csv`, text);
  }
  const select = blockBelow('Add a table', 'sql');
  await project.write('seeds/discounts.yml', blockBelow('Add a table', 'yaml'));
  await project.write('models/live/discounts_90d.sql', select);
  await project.write(
    'models/snapshots/discounts_90d_snapshots.sql',
    select.replace('raw_discounts_90d', 'discounts_90d'),
  );
  const { status, stderr } = await run('backfill');
  expect(status, stderr).toBe('success');
  expect(
    await query(
      database.url,
      'select as_of::text, count(*)::int from discounts_90d_snapshots group by 1 order by 1',
    ),
  ).toEqual([
    { as_of: '2024-01-31', count: 40 },
    { as_of: '2024-02-29', count: 40 },
  ]);

  const check = blockBelow('Add a check', 'yaml');
  await project.write('expectations/live/discounts_90d.yml', check);
  const refused = await run('test', '--select', 'discounts_90d');
  expect(refused.status).toBe('fail');
  const shown = blockBelow('Add a check', 'text').split('\n').slice(3, 7);
  for (const line of shown) expect(refused.stderr.split('\n')).toContain(line);

  const mended = check.replace('max_value: 1}', 'max_value: 90}');
  await project.write('expectations/live/discounts_90d.yml', mended);
  expect((await run('test', '--select', 'discounts_90d')).status).toBe('success');
});
