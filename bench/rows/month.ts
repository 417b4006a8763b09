import { join } from 'node:path';
import { BEYOND_REFERENCE, type Flagship, openFlagship } from '../measuring/flagship.ts';
import { requireNoRow, runScript, timedScript } from '../measuring/psql.ts';
import { type Turns, takeTurns } from '../measuring/take-turns.ts';
import type { Measurement } from '../report/measurement.ts';
import { monthByHand, tablesByHand } from '../streamflow/by-hand.ts';
import type { Row } from './row.ts';

export const month: Row = {
  name: 'month',
  title: 'the reference month: files, live tables, checks, snapshots, training set',
  needsPsql: true,
  async measure({ users, rounds }) {
    using flagship = openFlagship({ users, months: 2 });
    const { url } = flagship.workspace;
    const later = { asof: Number.POSITIVE_INFINITY, baseline: Number.POSITIVE_INFINITY };
    const first = await takeTurns(rounds, {
      asof() {
        runScript(url, `${EMPTY}; checkpoint`);
        return both(flagship, later, 'asof', ({ asOf }) =>
          flagship.workspace.timed('build', '--vars', `as_of=${asOf}`, ...BEYOND_REFERENCE),
        );
      },
      baseline() {
        runScript(url, 'drop schema if exists by_hand cascade; checkpoint');
        runScript(url, tablesByHand());
        return both(flagship, later, 'baseline', ({ asOf, folder }) =>
          timedScript(url, monthByHand({ asOf, folder: join(flagship.seedsDirectory, folder) })),
        );
      },
    });
    requireNoRow(url, DIFFERENCE);
    const unchanged = await takeTurns(rounds, {
      asof: () =>
        flagship.workspace.timed('build', '--vars', 'as_of=2024-02-29', ...BEYOND_REFERENCE),
      baseline: () => later.asof,
    });
    return [
      measurement(`first month of ${users} users`, first, NOTE),
      measurement(`second month of ${users} users, every user changed`, later),
      {
        status: 'measured',
        what: 'the second month again, unchanged',
        against: 'its first build',
        unit: 'seconds',
        ...unchanged,
        goal: { type: 'none' },
      },
    ];
  },
};

/** A few columns of each snapshot that the training set reads. */
const COLUMNS =
  'user_id, as_of, user_gender, total_paid, plan_stream_tv, watch_hours_30d, failed_payments_90d, support_tickets_90d, churn_label';
const DIFFERENCE = `(select ${COLUMNS} from by_hand.training_set except select ${COLUMNS} from training_set)
union all (select ${COLUMNS} from training_set except select ${COLUMNS} from by_hand.training_set)`;

const NOTE =
  'by hand, keys and foreign keys stand in for the checks unique and relationships, nothing is journalled or sealed, and one connection does it all; asof uses several';

/** What asof has made: its schemas, and the journal with them. */
const EMPTY = `drop schema if exists raw cascade;
drop schema if exists asof cascade;
drop schema public cascade;
create schema public`;

/** Both months in turn; answers the seconds of the first, and keeps the best of the second. */
function both(
  { months }: Flagship,
  later: { asof: number; baseline: number },
  side: 'asof' | 'baseline',
  work: (month: Flagship['months'][number]) => number,
): number {
  const [first = 0, second = 0] = months.map(work);
  later[side] = Math.min(later[side], second);
  return first;
}

function measurement(what: string, turns: Turns, note?: string): Measurement {
  return {
    status: 'measured',
    what,
    against: 'one psql script',
    unit: 'seconds',
    ...turns,
    goal: { type: 'ratio', atMost: 1.25 },
    note,
  };
}
