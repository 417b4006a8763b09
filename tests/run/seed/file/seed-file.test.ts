import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashSeedFile } from '../../../../src/run/seed/file/seed-file.ts';
import { settingsHash } from '../../../../src/run/seed/settings-hash.ts';
import { useSeedWorkbench } from '../seed-workbench.ts';

const bench = useSeedWorkbench();

test('the hash of a file is that which loading it finds', async () => {
  const content = `a\n${'1234567\n'.repeat(100_000)}`;
  const unit = bench.unit([{ path: 'hashed.csv', content }]);
  const contentHash = createHash('sha256').update(content).digest('hex');
  const found = await hashSeedFile(join(bench.directory(), 'hashed.csv'));
  expect(found).toMatchObject({ contentHash, stamp: { size: BigInt(content.length) } });
  expect((await bench.load(unit)).files).toMatchObject([
    { path: 'hashed.csv', contentHash, stamp: found.stamp, rowCount: 100_000 },
  ]);
});

test('the hash of the settings changes with what changes the table, and with nothing else', () => {
  const file = { path: 'a.csv', content: 'a\n', captures: { month: 1 } };
  const hash = (declaration: Parameters<typeof bench.unit>[1], files = [file]): string =>
    settingsHash(bench.unit(files, declaration).node, { expectationsOf: new Map() });
  const base = hash({ columns: { a: 'text' } });
  expect(hash({ columns: { a: 'text' } })).toBe(base);
  expect(hash({ columns: { a: 'text' } }, [{ ...file, captures: { month: 2 } }])).toBe(base);
  const others = [
    hash({ columns: { a: 'integer' } }),
    hash({ columns: { a: '' } }),
    hash({ columns: { a: 'text' }, uniqueKey: ['a'] }),
    hash({ columns: { a: 'text' }, delimiter: ';' }),
    hash({ columns: { a: 'text' }, nullValues: [] }),
    hash({ columns: { a: 'text' } }, [{ ...file, asOf: '2024-01-31' } as typeof file]),
    hash({ columns: { a: { type: 'text', since: '2024-01-31' } } }),
  ];
  expect(new Set([base, ...others]).size).toBe(others.length + 1);
});
