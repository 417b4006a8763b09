import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { peersDirectory, systemPython } from '../../../bench/peers/environment.ts';

const hasPython = spawnSync(systemPython(), ['--version']).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'expected-state-'));
afterAll(() => rmSync(directory, { recursive: true }));

const SUBSCRIPTIONS =
  'user_id,months_active,plan_stream_tv,plan_stream_movies,contract_type,paperless_billing,' +
  'monthly_fee,total_paid,net_service';

/** Two users, the later one by name first; in February one streams more and the other churns. */
function writeMonth(folder: string, tv: string, hours: string, churned: string): void {
  const files = {
    users:
      'user_id,signup_date,user_gender,user_is_senior,has_family,has_dependents\n' +
      '0002-BBBBB,2023-12-01,Male,True,False,False\n0001-AAAAA,2022-01-31,Female,False,True,True',
    subscriptions: `${SUBSCRIPTIONS}\n0002-BBBBB,1,${tv},True,One year,True,30.0,30.05,DSL
0001-AAAAA,24,,,Two year,False,100.0,0.0,No`,
    usage_agg_30d:
      'user_id,watch_hours_30d,avg_session_mins_7d,unique_devices_30d,skips_7d,rebuffer_events_7d\n' +
      `0002-BBBBB,${hours},29.14104464084511,1,2,3\n0001-AAAAA,8.0,29.14104464084511,3,0,0`,
    payments_agg_90d: 'user_id,failed_payments_90d\n0002-BBBBB,0\n0001-AAAAA,1',
    support_agg_90d:
      'user_id,support_tickets_90d,ticket_avg_resolution_hrs_90d\n0002-BBBBB,0,1.0\n0001-AAAAA,2,10.5',
    labels: `user_id,churn_label\n0002-BBBBB,False\n0001-AAAAA,${churned}`,
  };
  mkdirSync(join(directory, folder));
  for (const [table, text] of Object.entries(files)) {
    writeFileSync(join(directory, folder, `${table}.csv`), `${text}\n`);
  }
}

describe.skipIf(!hasPython)('the expected state', () => {
  writeMonth('month_000', 'False', '24.483650766787413', 'False');
  writeMonth('month_001', 'True', '23.123456789012345', 'True');

  function stateAt(asOf: string, table: string): string[] {
    const out = join(directory, asOf);
    const script = join(peersDirectory, 'expected_state.py');
    const from = ['--seeds', directory, '--as-of', asOf, '--out', out, '--tables', table];
    execFileSync(systemPython(), ['-B', script, ...from]);
    return readFileSync(join(out, `${table}.csv`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1);
  }

  test('of a live table is the newest month alone, an empty plan NULL', () => {
    expect(stateAt('2024-02-29', 'subscriptions')).toEqual([
      '0001-AAAAA,24,,,Two year,false,100,0,No,,,,',
      '0002-BBBBB,1,true,true,One year,true,30,30.05,DSL,,,,',
    ]);
  });

  test('of a snapshot is every month up to the as_of, each with what was true then', () => {
    expect(stateAt('2024-01-31', 'usage_agg_30d_snapshots')).toEqual([
      '0001-AAAAA,2024-01-31,8,29.14104464084511,3,0,0',
      '0002-BBBBB,2024-01-31,24.483650766787413,29.14104464084511,1,2,3',
    ]);
    expect(stateAt('2024-02-29', 'labels_snapshots')).toEqual([
      '0001-AAAAA,2024-01-31,false',
      '0001-AAAAA,2024-02-29,true',
      '0002-BBBBB,2024-01-31,false',
      '0002-BBBBB,2024-02-29,false',
    ]);
  });

  test('of the training set has the label of its as_of, and false where there is no internet', () => {
    expect(stateAt('2024-02-29', 'training_set')).toEqual([
      '0001-AAAAA,2024-01-31,Female,false,true,true,24,Two year,false,100,0,No,false,false,8,29.14104464084511,3,0,0,1,2,10.5,false',
      '0001-AAAAA,2024-02-29,Female,false,true,true,24,Two year,false,100,0,No,false,false,8,29.14104464084511,3,0,0,1,2,10.5,true',
      '0002-BBBBB,2024-01-31,Male,true,false,false,1,One year,true,30,30.05,DSL,false,true,24.483650766787413,29.14104464084511,1,2,3,0,0,1,false',
      '0002-BBBBB,2024-02-29,Male,true,false,false,1,One year,true,30,30.05,DSL,true,true,23.123456789012345,29.14104464084511,1,2,3,0,0,1,false',
    ]);
  });
});
