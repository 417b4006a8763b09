import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { Problems } from '../../../../src/core/diagnostics/problems.ts';
import { dialectOf } from '../../../../src/core/seed/csv/dialect.ts';
import { postgresError } from '../../../../src/postgres/postgres-error.ts';
import { explainCopyError } from '../../../../src/run/seed/copy/copy-error.ts';
import { readSeedHead } from '../../../../src/run/seed/file/read-head.ts';
import { seedSettings } from '../../../support/seed-settings.ts';
import { useSeedWorkbench } from '../seed-workbench.ts';

const bench = useSeedWorkbench();

/** What becomes of an error of COPY in the second row of a file. */
async function explained(code: string, isSentInPart = false): Promise<unknown> {
  const [file] = bench.unit([{ path: 'x.csv', content: 'a\n1\n2\n' }]).files;
  if (file === undefined) throw new Error('there is no file');
  const path = `${bench.directory()}/x.csv`;
  const dialect = dialectOf(seedSettings(), file.path);
  const naming = { type: 'header', isNormalized: false } as const;
  const request = { file: file.path, dialect, naming, encoding: undefined };
  const read = await readSeedHead(path, request, new Problems());
  if (read === undefined) throw new Error('the head cannot be read');
  const error = new DatabaseError('it says so', 0, 'error');
  error.code = code;
  error.where = 'COPY x__aside, line 2, column a: "2"';
  const found = postgresError(error, { sql: 'copy' });
  const headed = { file, ...read, dialect, encoding: undefined, ignored: new Set<string>() };
  const answer = await explainCopyError(found, { path, headed, isSentInPart });
  return answer === found ? 'as it is' : answer;
}

test.each([
  ['22P02'],
  // extensions that give no code of their own
  ['XX000'],
])('what the server refuses of a row with %s is shown at its place', async (code) => {
  expect(await explained(code)).toMatchObject({
    diagnostics: [
      {
        message: 'PostgreSQL refuses "2" for "a"',
        location: { file: 'x.csv', line: 3, column: 1 },
      },
    ],
  });
});

test('where rows of the file were left out, the line of the server is not taken for one of its', async () => {
  expect(await explained('22P02', true)).toMatchObject({
    diagnostics: [{ message: 'it says so (SQLSTATE 22P02)', location: { file: 'x.csv', line: 1 } }],
  });
});

test.each([
  ['a lost connection', '08006'],
  ['a deadlock', '40P01'],
  ['a full disk', '53100'],
  ['a lock that is not to be had', '55P03'],
  ['a cancellation', '57014'],
  ['the end of a backend', '57P01'],
  ['a disk that cannot be written', '58030'],
  ['a broken table', 'XX001'],
])('%s is not about the row that the server has come to', async (_, code) => {
  expect(await explained(code)).toBe('as it is');
});
