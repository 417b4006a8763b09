import { expect, test } from 'vitest';
import { diagnostic } from '../../src/core/diagnostics/diagnostic.ts';
import { createPaint } from '../../src/report/colour.ts';
import {
  type DiagnosticFormat,
  formatDiagnostic,
  formatDiagnostics,
} from '../../src/report/format-diagnostic.ts';

function reading(files: Record<string, string>): DiagnosticFormat {
  return { style: 'full', textOf: (file) => files[file] };
}

const ORDERS = 'models/marts/orders_enriched.sql';

test('a diagnostic shows its line with carets under the place, and the hint', () => {
  const text = `${'\n'.repeat(6)}from {{ ref("order") }} as o\n`;
  const shown = formatDiagnostic(
    diagnostic('ref-not-found', 'there is no model or seed named "order"', {
      location: { file: ORDERS, line: 7, column: 14, length: 5 },
      hint: 'did you mean "orders"?',
    }),
    reading({ [ORDERS]: text }),
  );
  expect(shown).toBe(`error[ref-not-found]: there is no model or seed named "order"
 --> models/marts/orders_enriched.sql:7:14
  |
7 | from {{ ref("order") }} as o
  |              ^^^^^
hint: did you mean "orders"?`);
});

test('the gutter is as wide as the line number, and notes say their place', () => {
  const shown = formatDiagnostic(
    diagnostic('database-error', 'column "custmer_id" does not exist (SQLSTATE 42703)', {
      location: { file: 'models/a.sql', line: 12, column: 8, length: 10 },
      notes: [
        {
          message: 'compiled from',
          location: { file: 'models/b.sql', line: 2, column: 6, length: 1 },
        },
      ],
    }),
    reading({ 'models/a.sql': `${'\n'.repeat(11)}       custmer_id` }),
  );
  expect(shown).toBe(`error[database-error]: column "custmer_id" does not exist (SQLSTATE 42703)
 --> models/a.sql:12:8
   |
12 |        custmer_id
   |        ^^^^^^^^^^
note: compiled from at models/b.sql:2:6`);
});

test.each([
  ['a tab', '\tselect x', 9, 1, '    select x', '           ^'],
  ['wide characters', "select '日本', x", 14, 1, "select '日本', x", '               ^'],
  ['characters outside the basic plane', "'😀😀' || x", 11, 1, "'😀😀' || x", '          ^'],
  ['a marked wide character', "'日'", 2, 1, "'日'", ' ^^'],
  ['a place after the end of the line', 'select', 7, 1, 'select', '      ^'],
  ['a length over the end of the line', 'select', 4, 99, 'select', '   ^^^'],
  ['an escape character', 'a\u001b[31mb x', 9, 1, 'a␛[31mb x', '        ^'],
])('carets stand under the place in a line with %s', (_, line, column, length, shown, carets) => {
  const frame = formatDiagnostic(
    diagnostic('yaml-syntax', 'm', { location: { file: 'f', line: 1, column, length } }),
    reading({ f: line }),
  );
  expect(frame.split('\n').slice(3)).toEqual([`1 | ${shown}`, `  | ${carets}`]);
});

test('of a very long line only the part around the place is shown', () => {
  const line = `${'a'.repeat(5000)}X${'b'.repeat(5000)}`;
  const frame = formatDiagnostic(
    diagnostic('seed-bad-row', 'm', { location: { file: 'f', line: 1, column: 5001, length: 1 } }),
    reading({ f: line }),
  );
  expect(frame.split('\n').slice(3)).toEqual([
    `1 | …${'a'.repeat(40)}X${'b'.repeat(55)}…`,
    `  | ${' '.repeat(41)}^`,
  ]);
});

test('a file that is not at hand is named without its line', () => {
  const shown = formatDiagnostic(
    diagnostic('yaml-syntax', 'm', { location: { file: 'f', line: 3, column: 1, length: 1 } }),
    reading({}),
  );
  expect(shown).toBe('error[yaml-syntax]: m\n --> f:3:1');
});

test('several diagnostics are counted at the end', () => {
  const shown = formatDiagnostics(
    [
      diagnostic('var-missing', 'one'),
      diagnostic('var-type', 'two'),
      diagnostic('seed-no-files', 'three', { severity: 'warning' }),
    ],
    reading({}),
  );
  expect(shown).toBe(
    'error[var-missing]: one\n\nerror[var-type]: two\n\nwarning[seed-no-files]: three\n\n2 errors, 1 warning\n',
  );
});

test('the concise form is one line that editors can parse, and the hint', () => {
  const shown = formatDiagnostics(
    [
      diagnostic('ref-not-found', 'there is no model or seed named "order"', {
        location: { file: ORDERS, line: 7, column: 13, length: 5 },
        hint: 'did you mean "orders"?',
      }),
    ],
    { style: 'concise', textOf: () => undefined },
  );
  expect(shown).toBe(
    `${ORDERS}:7:13: error[ref-not-found]: there is no model or seed named "order"\n  hint: did you mean "orders"?\n1 error\n`,
  );
});

test('only the label and the word hint are coloured', () => {
  const shown = formatDiagnostic(diagnostic('var-type', 'm', { hint: 'h' }), {
    style: 'full',
    textOf: () => undefined,
    paint: createPaint('ansi'),
  });
  expect(shown).toBe('\u001b[31merror[var-type]\u001b[39m: m\n\u001b[36mhint\u001b[39m: h');
});

test('a message cannot send escape sequences to the terminal', () => {
  const shown = formatDiagnostic(
    diagnostic('database-error', 'x\u001b]0;owned\u0007'),
    reading({}),
  );
  expect(shown).toBe('error[database-error]: x␛]0;owned␇');
});
