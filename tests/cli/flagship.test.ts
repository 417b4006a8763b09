import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query } from '../support/database.ts';
import { flagshipProject } from './flagship-project.ts';
import type { TemporaryProject } from './temporary-project.ts';

interface Outcome {
  readonly status: string;
  /** Those that nodes ended in. */
  readonly statuses: readonly string[];
  /** What went wrong, the first as_of that it did at, each once. */
  readonly found: readonly string[];
  /** The expectations that only warn. */
  readonly warned: readonly string[];
}

/** Builds each month, and names the expectations and the diagnostics that stopped it. */
async function backfill({ directory }: TemporaryProject, url: string): Promise<Outcome> {
  const { stdout, status } = await runCli(['backfill', '--target', 'warehouse', '--json'], {
    directory,
    env: { DATABASE_URL: url },
  });
  const found: string[] = [];
  const warned: string[] = [];
  const statuses = new Set<string>();
  for (const line of stdout.trim().split('\n')) {
    const event = JSON.parse(line);
    if (event.type !== 'run-finished') continue;
    for (const each of event.expectations) {
      const list = each.status === 'warn' ? warned : found;
      if (each.status !== 'pass') list.push(`${each.as_of} ${each.id}`);
    }
    for (const node of event.nodes) {
      statuses.add(node.status);
      if (node.status !== 'error') continue;
      for (const { code } of node.diagnostics) found.push(`${node.as_of} ${node.node}: ${code}`);
    }
  }
  return { status, statuses: [...statuses].sort(), found, warned };
}

test('the flagship builds, every column of it is described, and a second time changes nothing', async () => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  const first = await backfill(project, database.url);
  expect(first).toMatchObject({ status: 'success', statuses: ['success', 'warn'], found: [] });
  const manifest = JSON.parse(
    await readFile(join(project.directory, 'target/manifest.json'), 'utf8'),
  );
  const described = new Map<string, readonly string[]>();
  const nodes: readonly NodeJson[] = Object.values(manifest.nodes);
  for (const { kind, name, description, columns } of nodes) {
    if (kind === 'expectation') continue;
    expect(description, name).not.toBeNull();
    if (kind !== 'model') continue;
    described.set(
      name,
      columns
        .filter((each) => each.description !== null)
        .map(nameOf)
        .sort(),
    );
  }
  const held = await query(
    database.url,
    `select c.relname as name, array_agg(a.attname::text order by a.attname::text collate "C") as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
group by c.relname`,
  );
  const columns = new Map(held.map((row) => [String(row['name']), row['columns']]));
  // what asof adds, it says itself
  const added = { _snapshots: ['as_of'], _history: ['valid_from', 'valid_to'] };
  for (const [ending, more] of Object.entries(added)) {
    for (const [name, names] of described) {
      if (name.endsWith(ending)) described.set(name, [...names, ...more].sort());
    }
  }
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(columns));

  const again = await backfill(project, database.url);
  expect(again).toEqual({ status: 'success', statuses: ['unchanged'], found: [], warned: [] });
});

interface NodeJson {
  readonly kind: string;
  readonly name: string;
  readonly description: string | null;
  readonly columns: readonly { readonly name: string; readonly description: string | null }[];
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

interface Fault {
  readonly fault: string;
  /** What makes it: a file, and what is replaced in it. */
  readonly files: readonly string[];
  readonly from: RegExp | string;
  readonly to: string;
  readonly found: readonly string[];
}

const EXPORTS = [
  'labels',
  'payments_agg_90d',
  'subscriptions',
  'support_agg_90d',
  'usage_agg_30d',
  'users',
];

/** What has gone wrong in pipelines of this kind. */
const FAULTS: readonly Fault[] = [
  {
    fault: 'labels are read from elsewhere than the snapshot of their as_of',
    files: ['models/serving/training_set.sql'],
    from: 'labels.churn_label\n',
    to: 'not labels.churn_label as churn_label\n',
    found: ['2024-01-31 labels_are_those_of_their_as_of'],
  },
  {
    fault: 'an empty cell becomes true',
    files: ['models/live/subscriptions.sql'],
    from: 'plan_stream_tv,',
    to: 'coalesce(plan_stream_tv, true) as plan_stream_tv,',
    found: ['2024-01-31 streaming_is_unknown_only_without_internet'],
  },
  {
    fault: 'numbers pass through a float that keeps 15 digits',
    files: ['models/live/usage_agg_30d.sql'],
    from: 'watch_hours_30d,',
    to: 'watch_hours_30d::double precision::numeric as watch_hours_30d,',
    found: ['2024-01-31 live_holds_what_the_exports_say'],
  },
  {
    fault: 'a whole number has a fraction',
    files: ['seeds/month_001/usage_agg_30d.csv'],
    from: /,(\d),(\d+),(\d+)\n/,
    to: ',$1.5,$2,$3\n',
    found: ['2024-02-29 seed.streamflow.raw_usage_agg_30d: seed-bad-row'],
  },
  {
    fault: 'a key stands twice in a file',
    files: ['seeds/month_001/labels.csv'],
    from: /\n(.*\n)/,
    to: '\n$1$1',
    found: ['2024-02-29 seed.streamflow.raw_labels: seed-unique-key'],
  },
  {
    fault: 'a column is missing from a new month',
    files: ['seeds/month_001/payments_agg_90d.csv'],
    from: /,.*$/gm,
    to: '',
    found: ['2024-02-29 seed.streamflow.raw_payments_agg_90d: seed-header'],
  },
  {
    fault: 'a user is missing from one file of a new month',
    files: ['seeds/month_001/labels.csv'],
    from: /\n.*\n/,
    to: '\n',
    found: ['2024-02-29 snapshots_hold_the_same_users'],
  },
  {
    fault: 'a user is new and missing from one file',
    files: ['seeds/month_000/labels.csv', 'seeds/month_001/labels.csv'],
    from: /\n.*\n/,
    to: '\n',
    found: ['2024-01-31 every_user_is_in_every_table', '2024-01-31 snapshots_hold_the_same_users'],
  },
  {
    fault: 'a fee is negative',
    files: ['seeds/month_001/subscriptions.csv'],
    from: /,(\d+\.\d+),/,
    to: ',-$1,',
    found: ['2024-02-29 subscriptions.monthly_fee.non_negative'],
  },
];

test.each(FAULTS)('it is found that $fault', async ({ files, from, to, found }) => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  for (const path of files) {
    const text = await readFile(join(project.directory, path), 'utf8');
    const changed = text.replace(from, to);
    expect(changed, path).not.toBe(text);
    await project.write(path, changed);
  }
  expect(await backfill(project, database.url)).toMatchObject({ status: 'fail', found });
});

test('it is told that a user is missing from every file of a new month', async () => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  for (const name of EXPORTS) {
    const path = `seeds/month_001/${name}.csv`;
    const text = await readFile(join(project.directory, path), 'utf8');
    await project.write(path, text.replace(/\n.*\n/, '\n'));
  }
  const outcome = await backfill(project, database.url);
  expect(outcome).toMatchObject({ status: 'success', found: [] });
  expect(outcome.warned).toEqual(
    expect.arrayContaining(
      ['users', ...EXPORTS.filter((name) => name !== 'users')].map(
        (name) => `2024-02-29 ${name}_are_of_this_export`,
      ),
    ),
  );
  const sealed = await query(
    database.url,
    'select as_of::text as as_of, count(*)::int as users from users_snapshots group by as_of order by as_of',
  );
  const [january, february] = sealed.map((row) => Number(row['users']));
  expect(february).toBe((january ?? 0) - 1);
});

test("last month's files in the folder of this month are not loaded", async () => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  for (const name of EXPORTS) {
    const path = join(project.directory, `seeds/month_000/${name}.csv`);
    await project.write(`seeds/month_001/${name}.csv`, await readFile(path, 'utf8'));
  }
  const outcome = await backfill(project, database.url);
  const found = ['2024-02-29 a_month_is_no_copy_of_another'];
  expect(outcome).toMatchObject({ status: 'fail', found });
  expect(
    await query(database.url, 'select distinct as_of::text from usage_agg_30d_snapshots'),
  ).toEqual([{ as_of: '2024-01-31' }]);
});

test("this month's files in the folder of last month are not loaded, though this month is", async () => {
  await using project = await flagshipProject();
  await using database = await createDatabase();
  expect(await backfill(project, database.url)).toMatchObject({ status: 'success' });
  for (const name of EXPORTS) {
    const path = join(project.directory, `seeds/month_001/${name}.csv`);
    await project.write(`seeds/month_000/${name}.csv`, await readFile(path, 'utf8'));
  }
  const { status, found } = await backfill(project, database.url);
  expect({ status, found }).toEqual({
    status: 'fail',
    found: ['2024-01-31 a_month_is_no_copy_of_another'],
  });
});
