import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { flagshipProject } from './flagship-project.ts';
import type { TemporaryProject } from './temporary-project.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The messages below a heading of README.md. */
function messagesBelow(heading: string): readonly string[] {
  const section = README.slice(README.indexOf(`### ${heading}\n`));
  const [, block = ''] = /^```text\n(.*?)^```$/ms.exec(section) ?? [];
  return block.trimEnd().split('\n');
}

interface Stage {
  readonly project: TemporaryProject;
  readonly database: TestDatabase;
  /** Runs a command, and adds what it says. */
  readonly run: (...words: readonly string[]) => Promise<string>;
}

/** With both months built; others are copies of it. */
let built: TestDatabase;

beforeAll(async () => {
  await using project = await flagshipProject();
  built = await createDatabase();
  const { status, stderr } = await runCli(['backfill', '--target', 'warehouse', '--quiet'], {
    directory: project.directory,
    env: { DATABASE_URL: built.url },
    now: () => new Date(),
  });
  expect(status, stderr).toBe('success');
});

afterAll(() => built?.drop());

/** Everything that the commands say, line by line, and which of README.md's messages are not in it. */
async function lacking(
  heading: string,
  template: TestDatabase | undefined,
  play: (stage: Stage) => Promise<void>,
): Promise<readonly string[]> {
  await using project = await flagshipProject();
  await using database = await createDatabase(template && { template: template.name });
  const said = new Set<string>();
  await play({
    project,
    database,
    async run(...words) {
      const { status, stderr } = await runCli([...words, '--target', 'warehouse'], {
        directory: project.directory,
        env: { DATABASE_URL: database.url },
        now: () => new Date(),
      });
      for (const line of stderr.split('\n')) said.add(line);
      return status;
    },
  });
  const messages = messagesBelow(heading);
  expect(messages.length).toBeGreaterThan(1);
  return messages.filter((message) => !said.has(message));
}

const JANUARY = ['--vars', 'as_of=2024-01-31'] as const;
const FEBRUARY = ['--vars', 'as_of=2024-02-29'] as const;
const EXPORTS = [
  'users',
  'subscriptions',
  'usage_agg_30d',
  'payments_agg_90d',
  'support_agg_90d',
  'labels',
];

async function copyMonth({ project }: Stage, from: string, to: string): Promise<void> {
  for (const name of EXPORTS) {
    const text = await readFile(join(project.directory, `seeds/${from}/${name}.csv`), 'utf8');
    await project.write(`seeds/${to}/${name}.csv`, text);
  }
}

async function correctLabel({ project }: Stage): Promise<void> {
  const path = 'seeds/month_000/labels.csv';
  const text = await readFile(join(project.directory, path), 'utf8');
  const flipped = (label: string) => (label === 'True' ? 'False' : 'True');
  await project.write(
    path,
    text.replace(/,(True|False)\n/, (_, label: string) => `,${flipped(label)}\n`),
  );
}

test('labels read live are warned of, and not exported', async () => {
  const missing = await lacking('Labels read live', built, async ({ run, project }) => {
    await project.write(
      'models/serving/training_set.sql',
      `{{ config(as_of_column='as_of') }}
select users.as_of, users.user_id, users.signup_date, labels.churn_label
from {{ ref('users_snapshots', as_of='all') }} as users
join {{ ref('labels') }} as labels using (user_id)
`,
    );
    const words = ['training_set', '--as-of', '2024-01-31', '--out', 'january.csv'];
    expect(await run('export', ...words)).toBe('error');
  });
  expect(missing).toEqual([]);
});

test('a month from the wrong folder is not loaded, or not sealed again without a word', async () => {
  const copied = await lacking('The wrong folder', undefined, async (stage) => {
    expect(await stage.run('build', ...JANUARY)).toBe('success');
    await copyMonth(stage, 'month_000', 'month_001');
    expect(await stage.run('build', ...FEBRUARY)).toBe('fail');
  });
  const mistaken = await lacking('The wrong folder', undefined, async (stage) => {
    const { project, run } = stage;
    const january = await readFile(join(project.directory, 'seeds/month_000/labels.csv'), 'utf8');
    await copyMonth(stage, 'month_001', 'month_000');
    expect(await run('build', ...JANUARY)).toBe('success');
    await project.write('seeds/month_000/labels.csv', january);
    expect(await run('build', ...JANUARY)).toBe('fail');
  });
  expect(copied.filter((message) => mistaken.includes(message))).toEqual([]);
});

test('a month that nobody froze is taken by the command that is named', async () => {
  const missing = await lacking('A month that nobody froze', undefined, async ({ run }) => {
    expect(await run('seed')).toBe('success');
    for (const asOf of [JANUARY, FEBRUARY]) {
      expect(await run('models', '--select', 'path:models/live', ...asOf)).toBe('success');
    }
    expect(await run('build', ...JANUARY)).toBe('fail');
    expect(await run('build', '--full-refresh', ...JANUARY)).toBe('success');
    expect(await run('export', 'training_set', '--as-of=2024-01-31', '--out=january.csv')).toBe(
      'success',
    );
  });
  expect(missing).toEqual([]);
});

test('January again after February leaves live where it is', async () => {
  const missing = await lacking('January again, after February', built, async (stage) => {
    expect(await stage.run('build', ...JANUARY)).toBe('success');
    await correctLabel(stage);
    expect(await stage.run('build', ...JANUARY)).toBe('fail');
  });
  expect(missing).toEqual([]);
});

test('a corrected month is told of, shown, and restated when somebody says so', async () => {
  const missing = await lacking('A corrected month', built, async (stage) => {
    const { run } = stage;
    await correctLabel(stage);
    expect(await run('seed')).toBe('success');
    expect(await run('build', '--full-refresh', ...JANUARY)).toBe('fail');
    const why = ['--restate', '--select', '+labels_snapshots', '--reason', 'corrected'];
    expect(await run('build', '--full-refresh', ...why, ...JANUARY)).toBe('success');
    expect(await run('verify')).toBe('success');
  });
  expect(missing).toEqual([]);
});
