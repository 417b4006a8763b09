import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { findNativePackage } from '../../../src/embedded/native/platform-package.ts';
import { startRun } from '../../../src/journal/start-run.ts';
import { lockKey } from '../../../src/postgres/advisory-lock.ts';
import { parseConnectionUrl } from '../../../src/postgres/connection-settings.ts';
import { openSessions } from '../../../src/postgres/sessions.ts';
import { runStart } from '../../journal/use-journal.ts';
import { startFakeServer } from '../../postgres/connection/fake-server.ts';
import type { CliOutcome } from '../../support/cli.ts';
import { connect, query } from '../../support/database.ts';

/** Where the last command of a fixture is about to run. */
export interface Stage {
  readonly directory: string;
  /** Of the fixture's database; empty where it has none. */
  readonly url: string;
  /** What the last command finds set, and may be added to. */
  readonly env: Record<string, string>;
  readonly atEnd: (end: () => Promise<unknown>) => void;
  /** Runs the last command. */
  readonly run: () => Promise<CliOutcome>;
}

export type SetUp = (stage: Stage) => Promise<CliOutcome>;

/** What a fixture needs that no file can say: done before its last command, which it runs. */
export const SET_UPS: Readonly<Record<string, SetUp>> = {
  'usage-psql-missing': async ({ env, directory, run }) => {
    env['PATH'] = directory;
    return run();
  },
  'project-file-unreadable': async ({ directory, run }) => {
    await symlink('../shared/orders.sql', join(directory, 'models/orders.sql'));
    return run();
  },
  'project-file-encoding': async ({ directory, run }) => {
    const text = "select 'Zürich' as city\n";
    await writeFile(join(directory, 'models/cities.sql'), text, 'latin1');
    return run();
  },
  'project-link-outside': async ({ directory, run }) => {
    await writeFile(join(directory, '../exports.csv'), 'id\n1\n');
    await symlink('../../exports.csv', join(directory, 'seeds/orders.csv'));
    return run();
  },
  'seed-file-gone': async ({ directory, run }) => {
    await rm(join(directory, 'seeds/orders_paris.csv'));
    return run();
  },
  'seed-file-changed': async ({ directory, url, run }) => {
    const outcome = await whileMigrating(url, run, () => rm(join(directory, 'seeds/orders.csv')));
    return outcome;
  },
  'model-columns-changed': edited(
    'models/orders.sql',
    "{{ config(materialized='upsert', unique_key='id') }}\nselect id from {{ ref('raw_orders') }}\n",
  ),
  'as-of-superseded': edited('seeds/orders_2024-01-31.csv', 'id,amount\n1,12.50\n'),
  'seed-table-changed': edited(
    'seeds/seeds.yml',
    `seeds:
  - name: raw_orders
    files: "orders_{day}.csv"
    as_of: "{{ day }}"
    unique_key: [id, amount]
`,
  ),
  'snapshot-sealed': edited('seeds/orders_2024-01-31.csv', 'id,amount\n1,12.50\n2,9.00\n'),
  'verify-mismatch': async ({ url, run }) => {
    const partition = 'public.orders_history__2024_01_31';
    await query(
      url,
      `alter table ${partition} disable trigger user; update ${partition} set amount = 0 where id = 2;
alter table ${partition} enable trigger user`,
    );
    return run();
  },
  'history-overlap': async ({ url, run }) => {
    await query(
      url,
      `insert into public.orders_history (id, amount, changed_on, valid_from, valid_to)
values (2, 1, '2024-01-01', '2024-01-01', '2024-01-30')`,
    );
    return run();
  },
  'snapshot-stale': edited('seeds/orders_2024-01-31.csv', 'id,amount\n1,12.50\n2,9.00\n'),
  'model-dependents': async ({ directory, url, run }) => {
    await query(url, 'create view public.report as select id, amount from public.orders');
    await writeFile(
      join(directory, 'models/orders.sql'),
      "select id from {{ ref('raw_orders') }}\n",
    );
    return run();
  },
  'model-relation-kind': async ({ url, run }) => {
    await query(url, 'create view public.orders as select 1 as id');
    return run();
  },
  'quarantine-in-the-way': async ({ url, run }) => {
    await query(url, 'create view public.orders__quarantine as select 1 as id');
    return run();
  },
  'requeue-row': async ({ url, run }) => {
    await query(
      url,
      `update public.orders__quarantine set row = row || '{"amount": "five", "total": 5}'`,
    );
    await query(
      url,
      `insert into public.orders__quarantine (run_id, expectations, key_published, row, quarantined_at)
values ('by hand', '{}', false, '{"id": 3, "amount": "three"}', '2024-02-01')`,
    );
    return run();
  },
  'requeue-refused': async ({ url, run }) => {
    await query(url, 'drop table public.orders');
    return run();
  },
  'database-version': async ({ env, atEnd, run }) => {
    const server = await startFakeServer({ version: '14.11' });
    atEnd(async () => server[Symbol.asyncDispose]());
    env['WAREHOUSE_URL'] = `postgresql://ada@127.0.0.1:${server.port}/shop?sslmode=disable`;
    return run();
  },
  'database-lock-timeout': async ({ directory, url, atEnd, run }) => {
    const reader = await connect(url);
    atEnd(() => reader.end());
    for (const sql of [
      "set application_name = 'dashboard'",
      'begin',
      'select * from public.orders',
    ])
      await reader.query(sql);
    await writeFile(join(directory, 'seeds/raw_orders.csv'), 'id\n1\n2\n');
    // The minute that publishing goes on trying takes a tenth of a second here.
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => Date.now() * 600);
    atEnd(async () => clock.mockRestore());
    return run();
  },
  'embedded-platform': async ({ atEnd, run }) => {
    const architecture = process.arch;
    const pretend = (arch: string) => Object.defineProperty(process, 'arch', { value: arch });
    atEnd(async () => pretend(architecture));
    pretend('riscv64');
    return run();
  },
  'embedded-directory': async ({ directory, run }) => {
    await writeFile(join(directory, '.asof'), '');
    return run();
  },
  'embedded-start': async ({ directory, run }) => {
    await dataOfVersion(directory, findNativePackage().majorVersion);
    return run();
  },
  'embedded-version': async ({ directory, run }) => {
    await dataOfVersion(directory, '14');
    return run();
  },
  'journal-newer': async ({ url, run }) => {
    await query(url, "insert into asof.migrations (version, name) values (99, 'to come')");
    return run();
  },
  'run-waiting': async ({ url, run }) => {
    await using sessions = await openSessions({ settings: parseConnectionUrl(url, {}), size: 2 });
    const start = runStart('01HNJ5ZK000000000000000000', { asOf: '2024-01-31' });
    await using _other = await startRun(sessions, 'asof', start, { waitMs: 0 });
    return await run();
  },
  'run-lost': async ({ url, run }) => {
    await query(
      url,
      `create function public.overtaken() returns integer language plpgsql
       as 'begin update asof.runs set status = ''interrupted''; return 1; end'`,
    );
    return run();
  },
};

/** Data of the embedded server of which no more than its version is left. */
async function dataOfVersion(directory: string, version: string): Promise<void> {
  const data = join(directory, '.asof/postgres/data');
  await mkdir(join(directory, '.asof/postgres'), { recursive: true });
  // as initdb makes it: a server refuses data that others can read
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(data, 'PG_VERSION'), `${version}\n`);
  const pointer = { id: '0123456789abcdef', home: 'project' };
  await writeFile(join(directory, '.asof/embedded.json'), JSON.stringify(pointer));
}

/** Between the earlier commands and the last one, somebody wrote another text into a file. */
function edited(path: string, text: string): SetUp {
  return async ({ directory, run }) => {
    await writeFile(join(directory, path), text);
    return run();
  };
}

/** Runs a command whose run waits for the making of the journal until something was done. */
async function whileMigrating(
  url: string,
  run: () => Promise<CliOutcome>,
  work: () => Promise<void>,
): Promise<CliOutcome> {
  const holder = await connect(url);
  try {
    await holder.query('select pg_catalog.pg_advisory_lock($1)', [lockKey('asof migrate asof')]);
    const outcome = run();
    for (;;) {
      const { rows } = await holder.query('select from pg_catalog.pg_locks where not granted');
      if (rows.length > 0) break;
      await sleep(10);
    }
    await work();
    await holder.query('select pg_catalog.pg_advisory_unlock_all()');
    return await outcome;
  } finally {
    await holder.end();
  }
}
