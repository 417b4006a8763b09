import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { Problems } from '../diagnostics/problems.ts';
import { locate } from '../diagnostics/source-file.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { FILTERS_OF_UNDEFINED, findFilter } from './builtins/filters.ts';
import { findTest, hasTest, TESTS_OF_UNDEFINED } from './builtins/tests.ts';
import { hintForName } from './evaluate/foreign-names.ts';
import type { Template } from './parse-template.ts';
import { bodiesOf } from './syntax/bodies.ts';
import { partsOf, partsOfApplication } from './syntax/parts.ts';
import type { Application, Expression, Span, Statement, Target } from './syntax/syntax-tree.ts';

/**
 * Names, filters and tests that do not exist, where every render comes by: not in a branch, a loop or
 * a macro, nor behind what may answer without them. Each is what the render would throw first.
 */
export function certainMistakes(
  { root, source }: Template,
  globals: ReadonlySet<string>,
): readonly Diagnostic[] {
  const problems = new Problems();
  const declared = new Set([...namesDeclaredIn(root), ...SPECIAL]);
  walk(root);
  return problems.all;

  function walk(statements: readonly Statement[]): void {
    for (const statement of statements) walkStatement(statement);
  }

  function walkStatement(statement: Statement): void {
    switch (statement.kind) {
      case 'output':
      case 'do':
        check(statement.expression);
        return;
      case 'if': {
        const [first] = statement.branches;
        if (first !== undefined) check(first.condition);
        return;
      }
      case 'for':
        check(statement.iterable);
        return;
      case 'set':
        check(statement.value);
        return;
      case 'set-block':
      case 'filter-block':
        walk(statement.body);
        for (const filter of statement.filters) checkFilter(filter);
        return;
      case 'with':
        for (const { value } of statement.bindings) check(value);
        walk(statement.body);
        return;
    }
  }

  function check(expression: Expression): void {
    switch (expression.kind) {
      case 'name':
        checkName(expression.name, expression);
        return;
      case 'and':
      case 'or':
        check(expression.left);
        return;
      case 'conditional':
        check(expression.condition);
        return;
      case 'comparison':
        check(expression.first);
        // the others are compared only where this one holds
        for (const { operand } of expression.rest.slice(0, 1)) check(operand);
        return;
      case 'filter':
        if (!FILTERS_OF_UNDEFINED.has(expression.filter.name)) check(expression.target);
        checkFilter(expression.filter);
        return;
      case 'test':
        if (!TESTS_OF_UNDEFINED.has(expression.test.name)) check(expression.target);
        checkTest(expression.test);
        return;
      default:
        for (const part of partsOf(expression)) check(part);
    }
  }

  function checkName(name: string, span: Span): void {
    if (globals.has(name) || declared.has(name)) return;
    problems.add(
      diagnostic('template-undefined', `"${name}" is not defined`, {
        location: placeOf(span),
        hint: hintForName(name, () => nearest(name, [...globals, ...declared])),
      }),
    );
  }

  function checkFilter(filter: Application): void {
    checkApplied(filter, () => findFilter(filter.name));
  }

  function checkTest(test: Application): void {
    checkApplied(test, () => hasTest(test.name) || findTest(test.name));
  }

  function checkApplied(application: Application, find: () => unknown): void {
    for (const part of partsOfApplication(application)) check(part);
    const found = new Problems();
    found.attempt(find);
    for (const each of found.all) problems.add({ ...each, location: placeOf(application) });
  }

  function placeOf({ start, end }: Span) {
    return locate(source, start, end - start);
  }
}

/** Names that have a meaning in some places only, of which the render knows more. */
const SPECIAL = ['return', 'loop', 'caller', 'super', 'self', 'varargs', 'kwargs'];

/** Whatever is set, looped over, imported or defined anywhere: it may be there when it is read. */
function namesDeclaredIn(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap((statement) => [
    ...declaredBy(statement),
    ...bodiesOf(statement).flatMap(namesDeclaredIn),
  ]);
}

function declaredBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'set':
    case 'set-block':
    case 'for':
      return namesOf(statement.target);
    case 'with':
      return statement.bindings.flatMap(({ target }) => namesOf(target));
    case 'macro':
      return [statement.macro.name];
    case 'import':
      return [statement.name];
    case 'from-import':
      return statement.names.map(({ alias }) => alias);
    default:
      return [];
  }
}

function namesOf(target: Target): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'tuple' ? target.targets.flatMap(namesOf) : [];
}
