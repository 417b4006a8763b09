import { expect, test } from 'vitest';
import { SHOP, temporaryProject } from '../cli/temporary-project.ts';
import { useDatabase } from '../postgres/use-database.ts';
import { runCli } from '../support/cli.ts';
import { journalPage, QUERIES } from './journal-page.ts';

const database = useDatabase();

const FILES = {
  ...SHOP,
  'expectations/totals.yml': `expectations:
  - model: totals
    columns:
      total: [{be_between: {max_value: 10, severity: warn, name: nobody_orders_much}}]
`,
};

test('docs/reference/journal.md says what a migrated database has, and answers what it asks', async () => {
  await using project = await temporaryProject(FILES);
  const env = { DATABASE_URL: database.url };
  const { stderr, status } = await runCli(['backfill'], { directory: project.directory, env });
  expect(status, stderr).toBe('success');
  await database.sessions.use(async (session) => {
    for (const { sql } of QUERIES) {
      expect((await session.query(sql)).rows.length, sql).toBeGreaterThan(0);
    }
    await expect(await journalPage(session)).toMatchFileSnapshot('../../docs/reference/journal.md');
  });
});
