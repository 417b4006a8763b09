/**
 * What the flagship's database must hold, worked out from the text of the CSV files alone: nothing of
 * asof is used, so that the two can only agree by both being right.
 */

export const LIVE = {
  users: [
    'user_id',
    'signup_date',
    'user_gender',
    'user_is_senior',
    'has_family',
    'has_dependents',
  ],
  subscriptions: [
    'user_id',
    'months_active',
    'plan_stream_tv',
    'plan_stream_movies',
    'contract_type',
    'paperless_billing',
    'monthly_fee',
    'total_paid',
    'net_service',
    'add_on_security',
    'add_on_backup',
    'add_on_device_protect',
    'add_on_support',
  ],
  usage_agg_30d: [
    'user_id',
    'watch_hours_30d',
    'avg_session_mins_7d',
    'unique_devices_30d',
    'skips_7d',
    'rebuffer_events_7d',
  ],
  payments_agg_90d: ['user_id', 'failed_payments_90d'],
  support_agg_90d: ['user_id', 'support_tickets_90d', 'ticket_avg_resolution_hrs_90d'],
  labels: ['user_id', 'churn_label'],
} as const;

export type Table = keyof typeof LIVE;

export const TABLES: readonly Table[] = [
  'users',
  'subscriptions',
  'usage_agg_30d',
  'payments_agg_90d',
  'support_agg_90d',
  'labels',
];

/** The live table that each snapshot is taken from; it freezes all columns that an export fills. */
export const SNAPSHOTS = {
  users_snapshots: 'users',
  subscriptions_profile_snapshots: 'subscriptions',
  usage_agg_30d_snapshots: 'usage_agg_30d',
  payments_agg_90d_snapshots: 'payments_agg_90d',
  support_agg_90d_snapshots: 'support_agg_90d',
  labels_snapshots: 'labels',
} as const satisfies Readonly<Record<string, Table>>;

/** One month's exports: the text of each file. */
export interface Month {
  readonly asOf: string;
  readonly files: Readonly<Record<Table, string>>;
}

/** A row by column: its value as PostgreSQL prints it, null for NULL. */
export type Row = Readonly<Record<string, string | null>>;

/** The live tables once these months were applied, in this order. */
export function liveRows(months: readonly Month[], table: Table): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { files } of months) {
    // a user that a later export lacks keeps its values
    for (const [userId, row] of rowsOf(files[table])) rows.set(userId, row);
  }
  return sorted([...rows.values()].map((row) => withAddOns(table, row)));
}

/** A snapshot that was taken at each of these months: what its own export said, and nothing else. */
export function snapshotRows(
  months: readonly Month[],
  snapshot: keyof typeof SNAPSHOTS,
): readonly Row[] {
  return sorted(
    months.flatMap(({ asOf, files }) =>
      [...rowsOf(files[SNAPSHOTS[snapshot]]).values()].map((row) => ({ ...row, as_of: asOf })),
    ),
  );
}

/** A row for each user and month whose label and features were all exported that month. */
export function trainingRows(months: readonly Month[]): readonly Row[] {
  const rows = months.flatMap(({ asOf, files }) => {
    const tables = TABLES.map((table) => rowsOf(files[table]));
    return [...rowsOf(files.labels).keys()].flatMap((userId) => {
      if (tables.some((table) => !table.has(userId))) return [];
      const row: Row = Object.assign({ as_of: asOf }, ...tables.map((table) => table.get(userId)));
      return [{ ...row, ...servedPlans(row) }];
    });
  });
  return sorted(rows);
}

/** Without internet service there is no streaming plan, which a model is told as false. */
function servedPlans(row: Row): Row {
  if (row['net_service'] !== 'No') return {};
  return { plan_stream_tv: 'false', plan_stream_movies: 'false' };
}

function withAddOns(table: Table, row: Row): Row {
  return Object.fromEntries(LIVE[table].map((column) => [column, row[column] ?? null]));
}

/** The rows of a file by user. The files have no quotes; lines end in LF. */
export function rowsOf(csv: string): ReadonlyMap<string, Row> {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const columns = header.split(',');
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      const row = columns.map((column, i) => [column, printed(cells[i] ?? '')] as const);
      return [cells[0] ?? '', Object.fromEntries(row)];
    }),
  );
}

/** Numbers, dates and words are printed as they are written. */
function printed(cell: string): string | null {
  if (cell === '') return null;
  if (cell === 'True') return 'true';
  return cell === 'False' ? 'false' : cell;
}

function sorted(rows: readonly Row[]): readonly Row[] {
  const keyOf = (row: Row) => `${row['user_id']} ${row['as_of'] ?? ''}`;
  return [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
