import { bug } from '../diagnostics/bug.ts';
import { Problems } from '../diagnostics/problems.ts';
import { COLUMN_PARAMETER } from '../expectation/declaration/test-definition.ts';
import type { Expectation, TestCall } from '../expectation/expectation.ts';
import { plainName } from '../sql/plain-name.ts';
import {
  argumentExpression,
  callTemplate,
  nameExpression,
  templateIn,
} from '../template/call-template.ts';
import { macroOfTest } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import type { Expression } from '../template/syntax/syntax-tree.ts';
import { MODEL_PARAMETER } from './test-definitions.ts';

/** The global that prints the relation under test; no template can write this name. */
export const MODEL = 'the relation under test';

/** The call of a test with the arguments of an expectation. */
export function testTemplate(expectation: Expectation, { places }: TestCall): Template {
  const { check, column, kwargs, location } = expectation;
  const problems = new Problems();
  const named = new Map<string, Expression>([[MODEL_PARAMETER, nameExpression(MODEL)]]);
  if (column !== undefined) {
    named.set(COLUMN_PARAMETER, {
      kind: 'literal',
      value: plainName(column),
      isQuoted: false,
      start: 0,
      end: 1,
    });
  }
  for (const [name, value] of Object.entries(kwargs)) {
    const expression = argumentExpression(value, places[name] ?? location, problems);
    named.set(name, expression ?? bug(`the argument "${name}" of ${expectation.id} was sound`));
  }
  return callTemplate(macroOfTest(check), named, location);
}

/** The templates among the arguments, each at its own place; what cannot be parsed is reported. */
export function argumentTemplates(
  { kwargs, location }: Expectation,
  { places }: TestCall,
  problems: Problems,
): readonly Template[] {
  return Object.entries(kwargs).flatMap(([name, value]) => {
    const at = places[name] ?? location;
    argumentExpression(value, at, problems);
    const text = typeof value === 'string' ? templateIn(value) : undefined;
    if (text === undefined) return [];
    return parseTemplate({ path: at.file, text, within: at }, new Problems()) ?? [];
  });
}
