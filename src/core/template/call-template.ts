import type { Json } from '../diagnostics/json.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { parseTemplate, type Template } from './parse-template.ts';
import type { Expression, LiteralValue, Span } from './syntax/syntax-tree.ts';

// the parts of a call that nobody wrote as a template have the place of the whole
const NOWHERE: Span = { start: 0, end: 1 };

/** A template that prints what a macro does with these arguments; all in it is at one place. */
export function callTemplate(
  macro: string,
  named: ReadonlyMap<string, Expression>,
  location: Location,
): Template {
  const callee: Expression = { kind: 'name', name: macro, ...NOWHERE };
  const args = {
    positional: [],
    named: [...named].map(([name, value]) => ({ name, value, ...NOWHERE })),
    spread: undefined,
    namedSpread: undefined,
  };
  const expression: Expression = { kind: 'call', callee, args, ...NOWHERE };
  return {
    // of a text of several lines no part has a place of its own
    source: { path: location.file, text: '\n', within: location },
    root: [{ kind: 'output', expression, ...NOWHERE }],
  };
}

export function nameExpression(name: string): Expression {
  return { kind: 'name', name, ...NOWHERE };
}

/** What dbt takes for a template without its braces. */
const CALL = /^\s*(?:ref|source|var|env_var)\s*\([\s\S]*\)\s*$/;

/** The template that a text of YAML is, where it is one: `ref('users')`, `{{ var('limit') }} + 1`. */
export function templateIn(text: string): string | undefined {
  if (CALL.test(text) && !text.includes('{{')) return `{{ ${text.trim()} }}`;
  return text.includes('{{') || text.includes('{%') ? text : undefined;
}

/** A value of YAML as an argument; templates in it keep the kind of value that they give. */
export function argumentExpression(
  value: Json,
  location: Location,
  problems: Problems,
): Expression | undefined {
  if (typeof value === 'string') {
    const text = templateIn(value);
    return text === undefined ? literal(value) : templateExpression(text, location, problems);
  }
  if (typeof value === 'number') {
    return literal(Number.isSafeInteger(value) ? BigInt(value) : value);
  }
  if (value === null || typeof value === 'boolean') return literal(value);
  if (isList(value)) {
    const items = value.map((item) => argumentExpression(item, location, problems));
    return { kind: 'list', items: items.filter((item) => item !== undefined), ...NOWHERE };
  }
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const found = argumentExpression(item, location, problems);
    return found === undefined ? [] : [{ key: literal(key), value: found }];
  });
  return { kind: 'map', entries, ...NOWHERE };
}

function templateExpression(
  text: string,
  location: Location,
  problems: Problems,
): Expression | undefined {
  const template = parseTemplate({ path: location.file, text, within: location }, problems);
  if (template === undefined) return undefined;
  const parts: Expression[] = [];
  for (const statement of template.root) {
    if (statement.kind === 'text') parts.push(literal(statement.text));
    else if (statement.kind === 'output') parts.push(statement.expression);
    else {
      return problems.error('template-unsupported', 'an argument of a test holds a tag', {
        location,
        hint: 'write an expression in {{ }}, or move it into the test',
      });
    }
  }
  const [only, ...others] = parts;
  if (only === undefined) return literal('');
  return others.length === 0 ? only : { kind: 'concatenation', parts, ...NOWHERE };
}

function literal(value: LiteralValue): Expression {
  return { kind: 'literal', value, isQuoted: false, ...NOWHERE };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
