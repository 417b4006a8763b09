/**
 * Writes StreamFlow's CSV files:
 *   node --import tsx bench/streamflow/generate.ts --users 7043 --months 2 --out seeds
 */
import { parseArgs } from 'node:util';
import { REFERENCE_USERS } from './profile.ts';
import { DEFAULT_SEED } from './tables.ts';
import { writeMonths } from './write-months.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: String(REFERENCE_USERS) },
    months: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    out: { type: 'string', default: 'seeds' },
  },
});

const written = writeMonths({
  directory: values.out,
  users: wholeNumber('users', values.users),
  months: wholeNumber('months', values.months),
  seed: wholeNumber('seed', values.seed),
});
for (const { folder, asOf } of written) console.log(`${values.out}/${folder}  as_of ${asOf}`);

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}
