import { expect, test } from 'vitest';
import { diagnostic } from '../../src/core/diagnostics/diagnostic.ts';
import {
  type AnnotationFormat,
  formatAnnotations,
  formatDiagnosticAnnotations,
} from '../../src/report/format-annotation.ts';
import { expectationResult, nodeResult, runResult } from './results.ts';

const format: AnnotationFormat = {
  pathOf: (file) => (file === 'command line' ? undefined : `pipelines/shop/${file}`),
  mask: (text) => text.replaceAll('hunter2', '*****'),
};

test('errors come before warnings, each with its place and what helps', () => {
  const place = { file: 'models/a, b.sql', line: 3, column: 8, length: 1 };
  const run = runResult({
    nodes: [
      nodeResult('slow', {
        status: 'warn',
        diagnostics: [diagnostic('seed-bad-row', 'a row is bad', { severity: 'warning' })],
      }),
      nodeResult('refunds', {
        status: 'error',
        diagnostics: [
          diagnostic('database-error', '100% wrong: hunter2', { location: place, hint: 'mend it' }),
        ],
      }),
    ],
    expectations: [
      expectationResult('orders.n', { status: 'warn', message: 'too few' }),
      expectationResult('orders.customer_id', {
        status: 'fail',
        change: 'still',
        since: '2024-01-31T09:30:00.000Z',
        consecutiveFailures: 2,
        unexpectedCount: 9,
        unexpectedKeys: [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
        partialUnexpectedList: ['\r\n', 'b', 'c', 'd', 'e', 'f'],
        message: '9 of 100 rows are unexpected (9 %)',
      }),
      expectationResult('fine'),
    ],
  });
  expect(formatAnnotations(run, format)).toBe(`\
::error file=pipelines/shop/models/a%2C b.sql,line=3,col=8,title=public.refunds%3A database-error::100%25 wrong: *****%0Ahint: mend it
::error file=pipelines/shop/expectations/orders.yml,line=4,col=1,title=orders.customer_id::"orders.customer_id" does not hold: 9 of 100 rows are unexpected (9 %25)%0Aid 1, customer_id ␍%0A%0Aid 2, customer_id b%0Aid 3, customer_id c%0Aid 4, customer_id d%0Aid 5, customer_id e%0A… and 4 more%0Astill failing since 2024-01-31 09:30 UTC, 2 times in a row
::warning title=public.slow%3A seed-bad-row::a row is bad
::warning file=pipelines/shop/expectations/orders.yml,line=4,col=1,title=orders.n::"orders.n" does not hold: too few
`);
});

test('what is no file of the project is told without a place', () => {
  const location = { file: 'command line', line: 1, column: 5, length: 1 };
  const problem = diagnostic('usage-argument', 'wrong', { location });
  expect(formatDiagnosticAnnotations([problem], format)).toBe(
    '::error title=asof%3A usage-argument::wrong\n',
  );
});

test('a run in which all is well has none', () => {
  const run = runResult({ nodes: [nodeResult('a')], expectations: [expectationResult('b')] });
  expect(formatAnnotations(run, format)).toBe('');
});
