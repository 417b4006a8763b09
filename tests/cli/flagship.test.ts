import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase } from '../support/database.ts';
import { flagshipProject } from './flagship-project.ts';

const FAULTS: readonly any[] = [
  ['none', [], ],
  ['label live', [['models/serving/training_set.sql', `{{ ref('labels_snapshots', as_of='all') }} as labels`, `(select l.user_id, not l.churn_label as churn_label, s.as_of from {{ ref('labels_snapshots', as_of='all') }} s join {{ ref('labels_snapshots') }} l using (user_id)) as labels`]]],
  ['astype', [['models/live/subscriptions.sql', 'plan_stream_tv,', 'coalesce(plan_stream_tv, true) as plan_stream_tv,']]],
  ['float', [['models/live/usage_agg_30d.sql', 'watch_hours_30d,', 'watch_hours_30d::float8::numeric(20,12) as watch_hours_30d,']]],
  ['fraction', [['seeds/month_001/usage_agg_30d.csv', /,(\d),(\d+),(\d+)\n/, ',$1.5,$2,$3\n']]],
  ['dup', [['seeds/month_001/labels.csv', /\n(.*\n)/, '\n$1$1']]],
  ['missing column', [['seeds/month_001/users.csv', /,has_dependents\n/, '\n'], ['seeds/month_001/users.csv', /,(True|False)\n/g, '\n']]],
  ['missing user in labels', [['seeds/month_001/labels.csv', /\n.*\n/, '\n']]],
  ['missing user in all', ['users','subscriptions','labels','usage_agg_30d','payments_agg_90d','support_agg_90d'].map((f) => [`seeds/month_001/${f}.csv`, /\n.*\n/, '\n'])],
  ['january again', 'copy'],
];
test.each(FAULTS)('%s', async (name, changes) => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  for (const [path, from, to] of changes === 'copy' ? [] : changes) {
    const text = await readFile(join(project.directory, path), 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to change in ${path}`);
    await project.write(path, changed);
  }
  if (changes === 'copy') for (const f of ['users','subscriptions','labels','usage_agg_30d','payments_agg_90d','support_agg_90d'])
    await project.write(`seeds/month_001/${f}.csv`, await readFile(join(project.directory, `seeds/month_000/${f}.csv`), 'utf8'));
  const { stderr, status } = await runCli(['backfill', '--target', 'warehouse', '--quiet'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  console.log(name, status, '\n', stderr.split('\n').filter((l) => /^(ERROR|FAIL|warn|WARN)|error\[|warning\[|hint|missing|\d\d:\d\d:\d\d/.test(l)).slice(0, 16).join('\n'));
});
