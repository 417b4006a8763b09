import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REFERENCE_USERS } from '../../bench/streamflow/profile.ts';
import { generateMonth, HEADERS, TABLES } from '../../bench/streamflow/tables.ts';
import { writeMonths } from '../../bench/streamflow/write-months.ts';
import { columnOf, committedSeeds, countBy, readMonth } from './streamflow-records.ts';

/** The committed files. A change of the generator that moves one byte must be seen, and meant. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  'month_000/labels.csv': 'dd518d3cba344d27e6b6c97d65f69493b86f994d503d8a53f3f0643a2c2f3fea',
  'month_000/payments_agg_90d.csv':
    'f7f89daaa12661ca09fad8637cb68f35ab03625f02b0226207287a9e79d89d47',
  'month_000/subscriptions.csv': '7b42a02d58615ef39ebb90d45d81349360c686cc7f7604354dfbe8e76031bb1b',
  'month_000/support_agg_90d.csv':
    'e9bc9285f71e094b127f64147d6fbff41da5da57cc608c5469b259a343b43445',
  'month_000/usage_agg_30d.csv': '5d537f29b72a815a03ff935ad61ef1c6cf74ed1df70bab03ae3773c1869e0ef4',
  'month_000/users.csv': 'b9980883b7c4a4d48f11a2edec8a502b462a57e8ccd484976f6c4035eb455a9a',
  'month_001/labels.csv': 'c411a6d6cfac9859a50c97458ff1dd534bb7f765328574ce8a7e8ab099a909de',
  'month_001/payments_agg_90d.csv':
    '133a93c53a5151ab7a58a9f31cb35c47527c70662f2c175f4e47f816d7ce50fb',
  'month_001/subscriptions.csv': '7b42a02d58615ef39ebb90d45d81349360c686cc7f7604354dfbe8e76031bb1b',
  'month_001/support_agg_90d.csv':
    '04fd41fc782c92bb78f57910e1f58118b499eb2bcea5e7c2460d276ca8c96cd5',
  'month_001/usage_agg_30d.csv': '207ea54dfaa09bfcfed5c97fccc0567148f5128ee0002a650b980e1fcee13869',
  'month_001/users.csv': 'b9980883b7c4a4d48f11a2edec8a502b462a57e8ccd484976f6c4035eb455a9a',
};

const january = readMonth(committedSeeds, 'month_000');
const february = readMonth(committedSeeds, 'month_001');

describe('the committed files', () => {
  const written = mkdtempSync(join(tmpdir(), 'streamflow-'));
  beforeAll(() => {
    const months = writeMonths({ directory: written, users: REFERENCE_USERS, months: 2 });
    expect(months).toEqual([
      { folder: 'month_000', asOf: '2024-01-31' },
      { folder: 'month_001', asOf: '2024-02-29' },
    ]);
  });
  afterAll(() => rmSync(written, { recursive: true }));

  test.each(Object.entries(CHECKSUMS))('%s is what the generator writes', (file, checksum) => {
    const committed = readFileSync(join(committedSeeds, file));
    expect(committed.equals(readFileSync(join(written, file)))).toBe(true);
    expect(createHash('sha256').update(committed).digest('hex')).toBe(checksum);
  });
});

describe('every file', () => {
  const files = ['month_000', 'month_001'].flatMap((folder) =>
    TABLES.map((table) => ({ folder, table })),
  );

  test.each(files)('$folder/$table.csv is plain: LF, ASCII, commas, no quotes', (file) => {
    const text = readFileSync(join(committedSeeds, file.folder, `${file.table}.csv`), 'latin1');
    expect(text).toMatch(/^[\n -~]+\n$/);
    expect(text).not.toMatch(/["\r']|\n\n/);
    const [header, ...lines] = text.slice(0, -1).split('\n');
    expect(header).toBe(HEADERS[file.table]);
    expect(lines).toHaveLength(7043);
    const width = HEADERS[file.table].split(',').length;
    expect(lines.filter((line) => line.split(',').length !== width)).toEqual([]);
  });

  test('has the same users in the same order, each once', () => {
    const ids = columnOf(january.users, 'user_id');
    for (const month of [january, february]) {
      for (const table of TABLES) expect(columnOf(month[table], 'user_id')).toEqual(ids);
    }
    expect(new Set(ids).size).toBe(7043);
    expect(ids[0]).toBe('7590-VHVEG');
    expect(ids.filter((id) => !/^\d{4}-[A-Z]{5}$/.test(id))).toEqual([]);
  });

  const BOOLEAN = /^(True|False)$/;
  const MONEY = /^\d+\.(\d|\d[1-9])$/;
  const WHOLE = /^\d+$/;
  const grammar: Readonly<Record<string, RegExp>> = {
    user_id: /^\d{4}-[A-Z]{5}$/,
    signup_date: /^20(1[89]|2[0-4])-\d\d-\d\d$/,
    user_gender: /^(Male|Female)$/,
    user_is_senior: BOOLEAN,
    has_family: BOOLEAN,
    has_dependents: BOOLEAN,
    months_active: WHOLE,
    plan_stream_tv: /^(True|False|)$/,
    plan_stream_movies: /^(True|False|)$/,
    contract_type: /^(Month-to-month|One year|Two year)$/,
    paperless_billing: BOOLEAN,
    monthly_fee: MONEY,
    total_paid: MONEY,
    net_service: /^(Fiber optic|DSL|No)$/,
    watch_hours_30d: /^\d+\.\d{13,15}$/,
    avg_session_mins_7d: /^29\.14104464084511$/,
    unique_devices_30d: /^[123]$/,
    skips_7d: WHOLE,
    rebuffer_events_7d: WHOLE,
    failed_payments_90d: WHOLE,
    support_tickets_90d: WHOLE,
    ticket_avg_resolution_hrs_90d: /^\d+\.\d$/,
    churn_label: BOOLEAN,
  };

  test.each(Object.entries(grammar))('writes %s in one form', (column, form) => {
    const cells = [january, february].flatMap((month) =>
      TABLES.filter((table) => HEADERS[table].split(',').includes(column)).flatMap((table) =>
        columnOf(month[table], column),
      ),
    );
    expect(cells.length).toBeGreaterThanOrEqual(2 * 7043);
    expect(cells.filter((cell) => !form.test(cell))).toEqual([]);
  });
});

describe('the profile', () => {
  const { users, subscriptions } = january;

  test('has the exact counts of users', () => {
    expect(countBy(users, 'user_gender')).toEqual({ Male: 3555, Female: 3488 });
    expect(countBy(users, 'user_is_senior')).toEqual({ True: 1142, False: 5901 });
    expect(countBy(users, 'has_family', 'has_dependents')).toEqual({
      'False/False': 3280,
      'False/True': 361,
      'True/False': 1653,
      'True/True': 1749,
    });
  });

  test('has the exact counts of subscriptions', () => {
    expect(countBy(subscriptions, 'net_service', 'contract_type')).toEqual({
      'DSL/Month-to-month': 1223,
      'DSL/One year': 570,
      'DSL/Two year': 628,
      'Fiber optic/Month-to-month': 2128,
      'Fiber optic/One year': 539,
      'Fiber optic/Two year': 429,
      'No/Month-to-month': 524,
      'No/One year': 364,
      'No/Two year': 638,
    });
    expect(countBy(subscriptions, 'net_service', 'paperless_billing')).toEqual({
      'DSL/True': 1329,
      'DSL/False': 1092,
      'Fiber optic/True': 2396,
      'Fiber optic/False': 700,
      'No/True': 446,
      'No/False': 1080,
    });
  });

  test('leaves the streams empty in exactly the rows without internet service', () => {
    expect(countBy(subscriptions, 'net_service', 'plan_stream_tv', 'plan_stream_movies')).toEqual({
      'DSL/False/False': 1113,
      'DSL/False/True': 351,
      'DSL/True/False': 327,
      'DSL/True/True': 630,
      'Fiber optic/False/False': 905,
      'Fiber optic/False/True': 441,
      'Fiber optic/True/False': 440,
      'Fiber optic/True/True': 1310,
      'No//': 1526,
    });
  });
});

describe('February against January', () => {
  const changed = (table: keyof typeof january, column: string) => {
    const after = columnOf(february[table], column);
    return columnOf(january[table], column).filter((cell, i) => cell !== after[i]).length;
  };

  test.each(['users.csv', 'subscriptions.csv'])('%s is the same, byte for byte', (file) => {
    expect(CHECKSUMS[`month_001/${file}`]).toBe(CHECKSUMS[`month_000/${file}`]);
  });

  test.each([
    ['usage_agg_30d', 'watch_hours_30d', 7043],
    ['usage_agg_30d', 'avg_session_mins_7d', 0],
    ['usage_agg_30d', 'unique_devices_30d', 0],
    ['usage_agg_30d', 'skips_7d', 0],
    ['usage_agg_30d', 'rebuffer_events_7d', 1828],
    ['payments_agg_90d', 'failed_payments_90d', 202],
    ['support_agg_90d', 'support_tickets_90d', 360],
    ['support_agg_90d', 'ticket_avg_resolution_hrs_90d', 0],
    ['labels', 'churn_label', 2652],
  ] as const)('%s.%s changed in %i rows', (table, column, rows) => {
    expect(changed(table, column)).toBe(rows);
  });

  test('most values have more digits than a float path of 15 keeps', () => {
    for (const { usage_agg_30d } of [january, february]) {
      const long = columnOf(usage_agg_30d, 'watch_hours_30d').filter(
        (cell) => cell.replace(/^0*\.?0*|\./g, '').length > 15,
      );
      expect(long.length).toBeGreaterThan(6500);
      expect(long.length).toBeLessThan(7043);
    }
  });
});

describe('any other population', () => {
  test('has the same laws in proportion', () => {
    const lines = [...generateMonth({ month: 1, users: 14_086 })];
    const services: Record<string, number> = {};
    for (const { subscriptions } of lines) {
      const service = subscriptions.slice(subscriptions.lastIndexOf(',') + 1);
      services[service] = (services[service] ?? 0) + 1;
    }
    expect(services).toEqual({ 'Fiber optic': 6192, DSL: 4842, No: 3052 });
    expect(lines.filter(({ labels }) => labels.endsWith('True'))).toHaveLength(3402);
    expect(new Set(lines.map(({ labels }) => labels.slice(0, 10))).size).toBe(14_086);
  });

  test('moves on from month to month, and keeps its users', () => {
    const [second, third] = [1, 2].map((month) => [...generateMonth({ month, users: 1000 })]);
    const users = (lines: typeof second) => lines?.map((line) => line.users);
    const watched = new Set(second?.map((line) => line.usage_agg_30d));
    expect(users(third)).toEqual(users(second));
    expect(third?.filter((line) => watched.has(line.usage_agg_30d))).toEqual([]);
    expect(third?.filter(({ labels }) => labels.endsWith('True')).length).toBeGreaterThan(150);
  });

  test('differs with another seed, by its values only', () => {
    const users = (seed: number) => [...generateMonth({ month: 0, users: 50, seed })];
    expect(users(1)).toEqual(users(1));
    expect(users(1).map(({ usage_agg_30d }) => usage_agg_30d)).not.toEqual(
      users(2).map(({ usage_agg_30d }) => usage_agg_30d),
    );
  });
});
