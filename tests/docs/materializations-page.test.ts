import { expect, test } from 'vitest';
import { USED_BY } from '../../src/core/materialization/used-settings.ts';
import { temporaryProject } from '../cli/temporary-project.ts';
import { runCli } from '../support/cli.ts';
import { materializationsPage, usedByBuilder } from './materializations-page.ts';

test('docs/reference/materializations.md shows the SQL that each of them sends', async () => {
  await using project = await temporaryProject({
    'project.yml': 'name: shop\n',
    'seeds/raw_orders.csv': 'order_id,amount\n1,2.50\n',
    'models/paid.sql':
      "{{ config(materialized='ephemeral') }}\nselect * from {{ ref('raw_orders') }} where amount > 0",
    'models/totals.sql': "select sum(amount) as total\nfrom {{ ref('paid') }}\n",
  });
  const { stdout, stderr } = await runCli(['compile', '--select', 'totals'], {
    directory: project.directory,
  });
  expect(stdout, stderr).not.toBe('');
  await expect(materializationsPage(stdout.trim())).toMatchFileSnapshot(
    '../../docs/reference/materializations.md',
  );
});

// snapshots ask it before they are built
const ASKED_BEFORE: Readonly<Record<string, readonly string[]>> = {
  on_schema_change: ['snapshot'],
};

test('the settings that a materialization uses are those that its builder looks at', () => {
  for (const [setting, users] of Object.entries(usedByBuilder())) {
    const before = ASKED_BEFORE[setting] ?? [];
    const used = USED_BY[setting]?.filter((name) => !before.includes(name));
    expect({ setting, users }).toEqual({ setting, users: used });
  }
});
