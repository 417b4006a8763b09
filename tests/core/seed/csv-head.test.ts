import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseHead } from '../../../src/core/seed/csv-head.ts';

function head(content: string, { isWhole = true, delimiter = ',' } = {}) {
  const problems = new Problems();
  const bytes = Buffer.from(content);
  const found = parseHead(
    { file: 'x.csv', bytes, isWhole, delimiter: delimiter.charCodeAt(0) },
    problems,
  );
  return { found, problems: problems.all };
}

test('the data begin behind the header, its byte order mark and its line breaks', () => {
  const { found } = head('\ufeff"a\nb";c\r\n1;2\n', { delimiter: ';' });
  expect(found).toEqual({
    file: 'x.csv',
    columns: [
      { name: 'a\nb', location: { file: 'x.csv', line: 1, column: 1, length: 2 } },
      { name: 'c', location: { file: 'x.csv', line: 2, column: 4, length: 1 } },
    ],
    dataOffset: 12,
    dataLine: 3,
  });
});

test('a header without a line end is whole only where the file is', () => {
  expect(head('a,b', { isWhole: false }).found).toBe('incomplete');
  expect(head('a,b').found).toMatchObject({ dataOffset: 3, dataLine: 2 });
});

test('every name that is wrong is reported, and says what to do', () => {
  const { found, problems } = head('a,,a,as_of,xmin\n');
  expect(found).toBeUndefined();
  expect(problems.map(({ location, hint }) => [location?.column, hint])).toEqual([
    [3, 'give every column a name in the header'],
    [4, 'rename one of them'],
    [6, 'rename the column: "as_of" says which date a row is known for, and comes from the path'],
    [12, 'rename the column'],
  ]);
  expect(problems[1]?.notes).toEqual([
    {
      message: 'the first one is here',
      location: { file: 'x.csv', line: 1, column: 1, length: 1 },
    },
  ]);
});

test('a header that is no row of CSV is reported at its place', () => {
  expect(head('a,"b"c\n').problems).toMatchObject([
    { code: 'seed-bad-row', location: { line: 1, column: 6 } },
  ]);
});
