import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { createMacroLibrary } from '../../../src/core/template/macro-library.ts';
import { summary, template } from './rendering.ts';

test('macros of all files are one library; comments and space between them are nothing', () => {
  const problems = new Problems();
  const { macros } = createMacroLibrary(
    [
      template(
        '{# about a #}\n{% macro a() %}{% endmacro %}\n\n{% macro b() %}{% endmacro %}\n',
        'macros/x.sql',
      ),
      template('{% macro c() %}{% endmacro %}', 'macros/y.sql'),
    ],
    problems,
  );
  expect([...macros.keys()]).toEqual(['a', 'b', 'c']);
  expect(problems.all).toEqual([]);
});

test('two macros of one name are an error that shows both', () => {
  const problems = new Problems();
  createMacroLibrary(
    [
      template('{% macro a() %}{% endmacro %}', 'macros/x.sql'),
      template('\n{% macro a() %}{% endmacro %}', 'macros/y.sql'),
    ],
    problems,
  );
  expect(problems.all).toEqual([
    {
      code: 'macro-duplicate',
      severity: 'error',
      message: 'there are two macros named "a"',
      location: { file: 'macros/y.sql', line: 2, column: 10, length: 1 },
      notes: [
        {
          message: 'the first one',
          location: { file: 'macros/x.sql', line: 1, column: 10, length: 1 },
        },
      ],
      hint: 'rename one of them',
    },
  ]);
});

test('anything but macros in a file of macros is refused where it stands', () => {
  const problems = new Problems();
  createMacroLibrary(
    [template('{% macro a() %}{% endmacro %}\n -- about b\n{% set x = 1 %}', 'macros/x.sql')],
    problems,
  );
  expect(problems.all.map(summary)).toEqual([
    '2:2 template-unsupported: a file of macros holds something else than macros',
    '3:1 template-unsupported: a file of macros holds something else than macros',
  ]);
});
