import { expect, test } from 'vitest';
import { formatTable } from '../../src/report/format-table.ts';

test('columns are aligned by what a terminal shows, numbers to the right', () => {
  expect(
    formatTable(
      [
        { name: 'name', align: 'left' },
        { name: 'count', align: 'right' },
      ],
      [
        ['日本', '1'],
        ['b', '12345678'],
      ],
    ),
  ).toEqual(['name     count', '----  --------', '日本         1', 'b     12345678']);
});

test('a cell with line feeds, tabs or escapes stays one cell of one line', () => {
  expect(
    formatTable([{ name: 'a', align: 'left' }], [['x\ny\tz\u001b[2J'], ['y'.repeat(70)]]),
  ).toEqual(['a', '-'.repeat(60), 'x⏎y z␛[2J', `${'y'.repeat(59)}…`]);
});
