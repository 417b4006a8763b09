import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { createMacroLibrary } from '../../../src/core/template/macro-library.ts';
import { failure, summary, template } from './rendering.ts';

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

test("a test is a macro of its own kind, and dbt's other word for it is the same", () => {
  const problems = new Problems();
  const { macros, tests } = createMacroLibrary(
    [
      template(
        '{% test a(model) %}{{ model }}{% endtest %}{% data_test b(model) %}{% enddata_test %}{% macro c() %}{% endmacro %}',
        'macros/x.sql',
      ),
    ],
    problems,
  );
  expect(problems.all).toEqual([]);
  expect([...macros.keys()]).toEqual(['test_a', 'test_b', 'c']);
  expect([...tests].map(([name, { text }]) => [name, text])).toEqual([
    ['a', '{% test a(model) %}{{ model }}{% endtest %}'],
    ['b', '{% data_test b(model) %}{% enddata_test %}'],
  ]);
});

test.each([
  [
    '{% test a(model) %}{% endtest %}{% test a(model) %}{% endtest %}',
    ['1:41 macro-duplicate: there are two tests named "a"'],
    'rename one of them',
  ],
  [
    '{% macro test_a(model) %}{% endmacro %}{% test a(model) %}{% endtest %}',
    ['1:48 macro-duplicate: there are two macros named "test_a"'],
    'rename one of them: a test is a macro whose name begins with "test_"',
  ],
])('%s is an error', (text, expected, hint) => {
  const problems = new Problems();
  createMacroLibrary([template(text, 'macros/x.sql')], problems);
  expect(problems.all.map(summary)).toEqual(expected);
  expect(problems.all.map((each) => each.hint)).toEqual([hint]);
});

test.each([
  ['{% test a(model) %}select 1', '1:1 template-syntax: "test" is never closed'],
  [
    '{% macro m() %}{% test a(model) %}{% endtest %}{% endmacro %}',
    '1:16 template-syntax: a test cannot stand inside the block "macro"',
  ],
  [
    '{% test a(model) %}{% test b(model) %}{% endtest %}{% endtest %}',
    '1:20 template-syntax: a test cannot stand inside the block "test"',
  ],
  [
    '{% test a(model) %}{% enddata_test %}',
    '1:23 template-syntax: "enddata_test" stands where the open block "test" ends first',
  ],
  [
    '{% test (model) %}{% endtest %}',
    '1:9 template-syntax: expected the name of the test, not "("',
  ],
  [
    '{% test a %}{% endtest %}',
    '1:11 template-syntax: expected "(" and the parameters, not the end of the tag',
  ],
  ['{% endtest %}', '1:4 template-syntax: "endtest" closes nothing: no block is open here'],
])('%s cannot be parsed', (text, expected) => {
  expect(summary(failure(text))).toBe(expected);
});
