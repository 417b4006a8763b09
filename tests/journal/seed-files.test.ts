import { beforeAll, expect, test } from 'vitest';
import {
  forgetSeedFiles,
  readSeedFiles,
  replaceSeedFiles,
  type SeedFileRecord,
  stampSeedFile,
} from '../../src/journal/seed-files.ts';
import { startRun } from '../../src/journal/start-run.ts';
import { runStart, useJournal } from './use-journal.ts';

const journal = useJournal();
const SEED = 'seed.shop.users';

beforeAll(async () => {
  await using run = await startRun(journal.sessions, journal.schema, runStart('R1'), { waitMs: 0 });
  await run.finish({ status: 'success', finishedAt: '2024-02-01T10:05:00.000Z' });
});

const STAMP = {
  mtimeNs: '1706659200123456789',
  ctimeNs: '1706659200123456790',
  inode: '-9223372036854775808',
  stampedAt: '2024-02-01T09:59:59.000Z',
};

function file(path: string, asOf: string | undefined, contentHash = 'h'): SeedFileRecord {
  return {
    path,
    asOf,
    contentHash,
    settingsHash: 's',
    size: 5_000_000_000,
    stamp: STAMP,
    captures: { month: 1, part: 'a' },
    rowCount: 3,
    rejectedCount: 0,
    runId: 'R1',
    loadedAt: '2024-02-01T10:00:00.000Z',
  };
}

const read = (asOf?: string) => journal.use((each) => readSeedFiles(each, SEED, asOf));

function replaceAsOf(asOf: string, files: readonly SeedFileRecord[]): Promise<void> {
  return journal.use((each) => replaceSeedFiles(each, SEED, { type: 'as-of', asOf }, files));
}

test('the files of one as_of are replaced together, and only they', async () => {
  const january = [file('seeds/1/a.csv', '2024-01-31'), file('seeds/1/b.csv', '2024-01-31')];
  const february = [file('seeds/2/a.csv', '2024-02-29')];
  await replaceAsOf('2024-01-31', january);
  await replaceAsOf('2024-02-29', february);
  expect(await read()).toEqual([...january, ...february]);
  const less = [file('seeds/1/a.csv', '2024-01-31', 'changed')];
  await replaceAsOf('2024-01-31', less);
  expect(await read()).toEqual([...less, ...february]);
  expect(await read('2024-02-29')).toEqual(february);
});

test('a file that belongs to another as_of now moves there', async () => {
  await replaceAsOf('2024-03-31', [file('seeds/2/a.csv', '2024-03-31')]);
  expect(await read('2024-02-29')).toEqual([]);
  expect(await read('2024-03-31')).toEqual([file('seeds/2/a.csv', '2024-03-31')]);
});

test('a file without as_of is a unit of its own, and can be taken away', async () => {
  const unit = { type: 'file', path: 'seeds/regions.csv' } as const;
  const regions = file(unit.path, undefined);
  const kept = await read();
  await journal.use((each) => replaceSeedFiles(each, SEED, unit, [regions]));
  await journal.use((each) => replaceSeedFiles(each, 'seed.shop.other', unit, [regions]));
  expect(await read()).toEqual([...kept, regions].sort((a, b) => (a.path < b.path ? -1 : 1)));
  await journal.use((each) => replaceSeedFiles(each, SEED, unit, []));
  expect(await read()).toEqual(kept);
  expect(await journal.use((each) => readSeedFiles(each, 'seed.shop.other'))).toEqual([regions]);
});

test('a file that is stamped again or forgotten is that file, and no other', async () => {
  const [one, two] = [file('seeds/s/1.csv', undefined), file('seeds/s/2.csv', undefined)];
  const node = 'seed.shop.stamped';
  await journal.use(async (each) => {
    await replaceSeedFiles(each, node, { type: 'file', path: one.path }, [one]);
    await replaceSeedFiles(each, node, { type: 'file', path: two.path }, [two]);
    await stampSeedFile(each, node, one.path, { ...STAMP, inode: '7' });
    expect(await readSeedFiles(each, node)).toEqual([
      { ...one, stamp: { ...STAMP, inode: '7' } },
      two,
    ]);
    await forgetSeedFiles(each, node, [one.path]);
    expect(await readSeedFiles(each, node)).toEqual([two]);
  });
});
