import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { compileExpectations } from '../../../src/core/expectation/compile-expectations.ts';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import { CHECKS } from '../../../src/core/expectation/registry.ts';
import { format } from './declare.ts';
import { exampleOf, FLAGSHIP, subjectFor } from './example.ts';

test.each(CHECKS)('the example of $name declares this check and nothing else', (check) => {
  const problems = new Problems();
  const expectations = exampleOf(check, problems);
  expect(problems.all.map(format)).toEqual([]);
  expect(expectations.map((each) => each.check)).toEqual([check.name]);
});

test.each(CHECKS)('the example of $name can be asked of the columns that it names', (check) => {
  const expectations = exampleOf(check, new Problems());
  const { expectations: compiled } = compileExpectations(expectations, subjectOf(expectations));
  expect(compiled.map(({ asked }) => asked.type)).not.toContain('impossible');
});

const DEFAULTS = CHECKS.flatMap((check) =>
  Object.entries(check.parameters).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [{ check, name, value }],
  ),
);

test.each(DEFAULTS)('leaving out "$name" of $check.name means $value', ({ check, name, value }) => {
  const [example] = exampleOf(check, new Problems());
  if (example === undefined) throw new Error(`${check.name} has no example`);
  const { [name]: _, ...others } = example.kwargs;
  const sqlWith = (kwargs: Expectation['kwargs']) => {
    const expectations = [{ ...example, kwargs }];
    const { expectations: compiled, asked: fused } = compileExpectations(
      expectations,
      subjectOf(expectations),
    );
    return JSON.stringify([compiled.map(({ asked }) => asked), fused]);
  };
  expect(sqlWith({ ...others, [name]: value })).toBe(sqlWith(others));
});

function subjectOf([first]: readonly Expectation[]) {
  const table = first?.node.split('.').at(-1) ?? '';
  return subjectFor(table, FLAGSHIP[table] ?? []);
}
