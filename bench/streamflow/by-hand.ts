import type { Table } from './tables.ts';

/** A table as somebody who knows PostgreSQL would write it, and what must hold of each of its rows. */
interface HandTable {
  /** Name and type of the file's columns, the key first. */
  readonly columns: Readonly<Record<string, string>>;
  /** In the table and in no file. */
  readonly added?: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
  /** Counted as the others, and no reason to stop. */
  readonly warnings?: readonly string[];
}

const NET_SERVICES = `net_service in ('DSL', 'Fiber optic', 'No')`;
const CONTRACTS = `contract_type in ('Month-to-month', 'One year', 'Two year')`;
const UNKNOWN_PLANS = `(plan_stream_tv is null) = (net_service = 'No') and (plan_stream_movies is null) = (net_service = 'No')`;

const TABLES: Readonly<Record<Table, HandTable>> = {
  users: {
    columns: {
      user_id: 'text',
      signup_date: 'date',
      user_gender: 'text',
      user_is_senior: 'boolean',
      has_family: 'boolean',
      has_dependents: 'boolean',
    },
    checks: [
      `user_id ~ '^\\d{4}-[A-Z]{5}$'`,
      `user_gender in ('Male', 'Female')`,
      ...notNull('signup_date user_gender user_is_senior has_family has_dependents'),
    ],
  },
  subscriptions: {
    columns: {
      user_id: 'text',
      months_active: 'integer',
      plan_stream_tv: 'boolean',
      plan_stream_movies: 'boolean',
      contract_type: 'text',
      paperless_billing: 'boolean',
      monthly_fee: 'numeric',
      total_paid: 'numeric',
      net_service: 'text',
    },
    added: {
      add_on_security: 'boolean',
      add_on_backup: 'boolean',
      add_on_device_protect: 'boolean',
      add_on_support: 'boolean',
    },
    checks: [
      ...notNull(
        'months_active contract_type paperless_billing monthly_fee total_paid net_service',
      ),
      ...['months_active >= 0', 'monthly_fee >= 0', 'total_paid >= 0'],
      ...[CONTRACTS, NET_SERVICES, UNKNOWN_PLANS],
    ],
    warnings: [
      ...['months_active <= 120', 'monthly_fee <= 200'],
      'abs(total_paid - months_active * monthly_fee) <= 0.5 * months_active * monthly_fee + 50',
    ],
  },
  usage_agg_30d: {
    columns: {
      user_id: 'text',
      watch_hours_30d: 'numeric',
      avg_session_mins_7d: 'numeric',
      unique_devices_30d: 'integer',
      skips_7d: 'integer',
      rebuffer_events_7d: 'integer',
    },
    checks: [
      ...notNull(
        'watch_hours_30d avg_session_mins_7d unique_devices_30d skips_7d rebuffer_events_7d',
      ),
      ...['watch_hours_30d >= 0', 'watch_hours_30d <= 720', 'avg_session_mins_7d >= 0'],
      ...['unique_devices_30d between 1 and 20', 'skips_7d >= 0', 'rebuffer_events_7d >= 0'],
    ],
  },
  payments_agg_90d: {
    columns: { user_id: 'text', failed_payments_90d: 'integer' },
    checks: [...notNull('failed_payments_90d'), 'failed_payments_90d between 0 and 90'],
  },
  support_agg_90d: {
    columns: {
      user_id: 'text',
      support_tickets_90d: 'integer',
      ticket_avg_resolution_hrs_90d: 'numeric',
    },
    checks: [
      ...notNull('support_tickets_90d ticket_avg_resolution_hrs_90d'),
      ...['support_tickets_90d >= 0', 'ticket_avg_resolution_hrs_90d >= 0'],
    ],
    warnings: ['support_tickets_90d > 0 or ticket_avg_resolution_hrs_90d = 0'],
  },
  labels: {
    columns: { user_id: 'text', churn_label: 'boolean' },
    checks: notNull('churn_label'),
  },
};

/** Snapshot: its live table, and the columns beside user_id and as_of. */
const SNAPSHOTS: Readonly<Record<string, { readonly of: Table; readonly columns: string }>> = {
  users_snapshots: {
    of: 'users',
    columns: 'signup_date, user_gender, user_is_senior, has_family, has_dependents',
  },
  subscriptions_profile_snapshots: {
    of: 'subscriptions',
    columns:
      'months_active, monthly_fee, total_paid, paperless_billing, plan_stream_tv, plan_stream_movies, net_service, contract_type',
  },
  usage_agg_30d_snapshots: {
    of: 'usage_agg_30d',
    columns:
      'watch_hours_30d, avg_session_mins_7d, unique_devices_30d, skips_7d, rebuffer_events_7d',
  },
  payments_agg_90d_snapshots: { of: 'payments_agg_90d', columns: 'failed_payments_90d' },
  support_agg_90d_snapshots: {
    of: 'support_agg_90d',
    columns: 'support_tickets_90d, ticket_avg_resolution_hrs_90d',
  },
  labels_snapshots: { of: 'labels', columns: 'churn_label' },
};

const SERVED = [
  ...'signup_date user_gender user_is_senior has_family has_dependents months_active'.split(' '),
  ...'contract_type net_service paperless_billing monthly_fee total_paid'.split(' '),
];
const PLANS = ['plan_stream_tv', 'plan_stream_movies'];
const BEHAVIOUR = [
  ...'watch_hours_30d avg_session_mins_7d unique_devices_30d skips_7d'.split(' '),
  ...'rebuffer_events_7d failed_payments_90d support_tickets_90d'.split(' '),
  ...'ticket_avg_resolution_hrs_90d churn_label'.split(' '),
];

/** psql script: the tables of the reference month, in the schema `by_hand`, before the first month. */
export function tablesByHand(): string {
  const live = Object.entries(TABLES).map(([name, { columns, added = {} }]) => {
    const reference = name === 'users' ? '' : ', foreign key (user_id) references by_hand.users';
    const all = definitions({ ...columns, ...added });
    return `create table by_hand.${name} (${all}, primary key (user_id)${reference});`;
  });
  const raw = Object.entries(TABLES).map(
    ([name, { columns }]) =>
      `create table by_hand.raw_${name} (${definitions(columns)}, as_of date, primary key (user_id, as_of)) partition by list (as_of);`,
  );
  const snapshots = Object.entries(SNAPSHOTS).map(([name, { of, columns }]) =>
    [
      `create table by_hand.${name} as select user_id, null::date as as_of, ${columns} from by_hand.${of} with no data;`,
      `alter table by_hand.${name} add primary key (user_id, as_of);`,
    ].join('\n'),
  );
  return ['create schema by_hand;', ...live, ...raw, ...snapshots, trainingSet(), ''].join('\n');
}

/** psql script: one month's files from COPY to the training set, every node in a transaction of its own. */
export function monthByHand({
  asOf,
  folder,
}: {
  readonly asOf: string;
  readonly folder: string;
}): string {
  const names = Object.keys(TABLES);
  return [
    ...Object.entries(TABLES).map(([name, table]) => copyIn(name, table, { asOf, folder })),
    ...Object.entries(TABLES).map(([name, table]) => upsert(name, table, asOf)),
    noRow(
      names
        .filter((name) => name !== 'users')
        .map(
          (name) =>
            `select users.user_id from by_hand.users where not exists (select from by_hand.${name} as other where other.user_id = users.user_id)`,
        )
        .join('\nunion all\n'),
    ),
    noRow(
      `select user_id, watch_hours_30d::text, avg_session_mins_7d::text from by_hand.usage_agg_30d
except select user_id, watch_hours_30d::text, avg_session_mins_7d::text from by_hand.${part('usage_agg_30d', asOf)}`,
    ),
    ...Object.entries(SNAPSHOTS).map(
      ([name, { of, columns }]) =>
        `insert into by_hand.${name} (user_id, as_of, ${columns})\nselect user_id, date '${asOf}', ${columns} from by_hand.${of};`,
    ),
    noRow(
      Object.keys(SNAPSHOTS)
        .filter((name) => name !== 'users_snapshots')
        .map(
          (name) =>
            `(select user_id from by_hand.users_snapshots where as_of = '${asOf}' except select user_id from by_hand.${name} where as_of = '${asOf}')`,
        )
        .join('\nunion all\n'),
    ),
    holds(`(select * from by_hand.training_set where as_of = '${asOf}') as rows`, [
      ...notNull([...SERVED, ...PLANS, ...BEHAVIOUR].join(' ')),
      `net_service <> 'No' or not (plan_stream_tv or plan_stream_movies)`,
      'signup_date <= as_of',
    ]),
    noRow(
      `select user_id from by_hand.training_set join by_hand.${part('labels', asOf)} as exported using (user_id)
where training_set.as_of = '${asOf}' and training_set.churn_label is distinct from exported.churn_label`,
    ),
    '',
  ].join('\n');
}

function copyIn(
  name: string,
  { columns }: HandTable,
  { asOf, folder }: { readonly asOf: string; readonly folder: string },
): string {
  const table = `by_hand.${part(name, asOf)}`;
  const list = Object.keys(columns).join(', ');
  return `begin;
create table ${table} (${definitions(columns)}, as_of date not null default '${asOf}');
\\copy ${table} (${list}) from '${folder}/${name}.csv' csv header
alter table ${table} add primary key (user_id, as_of), add constraint of_as_of check (as_of = '${asOf}');
analyze ${table};
alter table by_hand.raw_${name} attach partition ${table} for values in ('${asOf}');
commit;`;
}

/** The partition's key has refused NULL and repeated keys already, so they need no look of their own. */
function upsert(name: string, { columns, checks, warnings = [] }: HandTable, asOf: string): string {
  const list = Object.keys(columns);
  const values = list.filter((column) => column !== 'user_id');
  const row = (alias: string) => `(${values.map((column) => `${alias}.${column}`).join(', ')})`;
  const updates = values.map((column) => `${column} = excluded.${column}`).join(', ');
  return `begin;
with changed as materialized (
  select ${list.map((column) => `batch.${column}`).join(', ')}
  from by_hand.${part(name, asOf)} as batch
  left join by_hand.${name} as live on live.user_id = batch.user_id
  where live.user_id is null or ${row('batch')} is distinct from ${row('live')}
)
insert into by_hand.${name} (${list.join(', ')}) select * from changed
on conflict (user_id) do update set ${updates};
${holds(`by_hand.${name}`, checks, warnings)}
commit;`;
}

function trainingSet(): string {
  const plans = PLANS.map(
    (plan) => `case when net_service = 'No' then false else ${plan} end as ${plan}`,
  );
  const others = Object.keys(SNAPSHOTS).filter((name) => name !== 'labels_snapshots');
  return `create view by_hand.training_set as
select as_of, user_id, ${[...SERVED, ...plans, ...BEHAVIOUR].join(', ')}
from by_hand.labels_snapshots
${others.map((name) => `join by_hand.${name} using (as_of, user_id)`).join('\n')};`;
}

/** One scan that counts the rows against each condition, and stops the script where one is broken. */
function holds(from: string, checks: readonly string[], warnings: readonly string[] = []): string {
  const count = (condition: string) => `count(*) filter (where not (${condition}))`;
  const warned = warnings.map((condition, index) => `, ${count(condition)} as warned_${index + 1}`);
  return `select 1 / (broken = 0 and row_count > 0)::integer, counts.* from (
  select count(*) as row_count, ${checks.map(count).join(' + ')} as broken${warned.join('')}
  from ${from}
) as counts;`;
}

function noRow(select: string): string {
  return `select 1 / (count(*) = 0)::integer from (\n${select}\n) as found;`;
}

function notNull(names: string): readonly string[] {
  return names.split(' ').map((name) => `${name} is not null`);
}

function definitions(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

function part(name: string, asOf: string): string {
  return `raw_${name}_${asOf.replaceAll('-', '_')}`;
}
