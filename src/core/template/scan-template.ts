import type { Json } from '../diagnostics/json.ts';
import { type Location, locate, type SourceFile } from '../diagnostics/source-file.ts';
import { spanOfCall, spanOfText } from './evaluate/invoke.ts';
import { literalJson } from './literal-json.ts';
import type { MacroLibrary } from './macro-library.ts';
import type { Template } from './parse-template.ts';
import { partsOf, partsOfApplication, partsOfArguments } from './syntax/parts.ts';
import type {
  Call,
  Expression,
  MacroDefinition,
  Span,
  Statement,
  Target,
} from './syntax/syntax-tree.ts';

/** A call of a global name, as it is written. */
export interface ScannedCall {
  readonly name: string;
  /** Nothing for an argument that has to be worked out. */
  readonly positional: readonly (Json | undefined)[];
  readonly named: Readonly<Record<string, Json | undefined>>;
  /** Whether every argument is written out. */
  readonly isStatic: boolean;
  /** Of the first argument's text where that is a literal, else of the name. */
  readonly location: Location;
  readonly argumentLocations: readonly Location[];
  readonly namedLocations: Readonly<Record<string, Location>>;
  /** Of the names themselves. */
  readonly keyLocations: Readonly<Record<string, Location>>;
}

export interface TemplateScan {
  /** In all branches, and in the macros of the library that may be called, each of which is read once. */
  readonly calls: readonly ScannedCall[];
  /** Every global name that is read. */
  readonly names: ReadonlySet<string>;
  /** Those read without being called: what is called through them the scan cannot see. */
  readonly aliased: ReadonlySet<string>;
}

/** The local names at a place: a name set in one branch only may still be the global one after it. */
type Locals = Set<string>;

/** What a template may call and read, found without evaluating anything but literals. */
export function scanTemplate({ root, source }: Template, { macros }: MacroLibrary): TemplateScan {
  const calls: ScannedCall[] = [];
  const names = new Set<string>();
  const aliased = new Set<string>();
  const followed = new Set<string>();

  scanBody(root, source, new Set());
  return { calls, names, aliased };

  function scanBody(statements: readonly Statement[], file: SourceFile, locals: Locals): void {
    for (const statement of statements) scanStatement(statement, file, locals);
  }

  function scanStatement(statement: Statement, file: SourceFile, locals: Locals): void {
    const scan = (expression: Expression) => scanExpression(expression, file, locals);
    const inner = (...targets: readonly Target[]) => widened(locals, targets);
    switch (statement.kind) {
      case 'text':
        return;
      case 'output':
      case 'do':
        scan(statement.expression);
        return;
      case 'if':
        for (const { condition, body } of statement.branches) {
          scan(condition);
          scanBody(body, file, inner());
        }
        scanBody(statement.otherwise, file, inner());
        return;
      case 'for': {
        scan(statement.iterable);
        const round = inner(statement.target).add('loop');
        if (statement.condition !== undefined) scanExpression(statement.condition, file, round);
        scanBody(statement.body, file, round);
        scanBody(statement.otherwise, file, inner());
        return;
      }
      case 'set':
        scan(statement.value);
        declare(statement.target, locals);
        return;
      case 'set-block':
        scanBody(statement.body, file, inner());
        statement.filters.flatMap(partsOfApplication).forEach(scan);
        declare(statement.target, locals);
        return;
      case 'filter-block':
        scanBody(statement.body, file, inner());
        statement.filters.flatMap(partsOfApplication).forEach(scan);
        return;
      case 'macro':
        locals.add(statement.macro.name);
        scanMacro(statement.macro, file, locals);
        return;
      case 'data-test':
        // only a file of macros may hold one, and what is in it belongs to those who use it
        return;
      case 'call-block':
        scan(statement.call);
        scanMacro(statement.caller, file, locals);
        return;
      case 'with':
        for (const { value } of statement.bindings) scan(value);
        scanBody(statement.body, file, inner(...statement.bindings.map(({ target }) => target)));
        return;
      case 'block':
        scanBody(statement.body, file, inner().add('super'));
        return;
      case 'include':
      case 'extends':
        scan(statement.template);
        return;
      case 'import':
        scan(statement.template);
        locals.add(statement.name);
        return;
      case 'from-import':
        scan(statement.template);
        for (const { alias } of statement.names) locals.add(alias);
        return;
    }
  }

  function scanMacro(
    { parameters, body }: MacroDefinition,
    file: SourceFile,
    outer: ReadonlySet<string>,
  ): void {
    const locals = new Set([...outer, 'varargs', 'kwargs', 'caller', 'return']);
    for (const parameter of parameters) locals.add(parameter.name);
    for (const { default: value } of parameters) {
      if (value !== undefined) scanExpression(value, file, locals);
    }
    scanBody(body, file, locals);
  }

  function scanExpression(expression: Expression, file: SourceFile, locals: Locals): void {
    if (expression.kind === 'name') {
      if (!locals.has(expression.name)) noteRead(expression.name, aliased);
      return;
    }
    if (expression.kind === 'call' && expression.callee.kind === 'name') {
      const { name } = expression.callee;
      if (!locals.has(name)) {
        calls.push(scannedCall(name, expression, file));
        noteRead(name);
      }
      for (const part of partsOfArguments(expression.args)) scanExpression(part, file, locals);
      return;
    }
    for (const part of partsOf(expression)) scanExpression(part, file, locals);
  }

  function noteRead(name: string, also?: Set<string>): void {
    names.add(name);
    also?.add(name);
    const macro = macros.get(name);
    if (macro === undefined || followed.has(name)) return;
    followed.add(name);
    // a macro of the library sees no local names of its callers
    scanMacro(macro.definition, macro.source, new Set());
  }
}

function widened(locals: Locals, targets: readonly Target[]): Locals {
  const inner = new Set(locals);
  for (const target of targets) declare(target, inner);
  return inner;
}

function declare(target: Target, locals: Locals): void {
  if (target.kind === 'name') locals.add(target.name);
  else if (target.kind === 'tuple') for (const each of target.targets) declare(each, locals);
}

function scannedCall(name: string, call: Call, source: SourceFile): ScannedCall {
  const { positional, named, spread, namedSpread } = call.args;
  const place = ({ start, end }: Span) => locate(source, start, end - start);
  const values = positional.map(literalJson);
  const namedValues = named.map((each) => [each.name, literalJson(each.value)] as const);
  const isSpread = spread !== undefined || namedSpread !== undefined;
  return {
    name,
    positional: values,
    named: Object.fromEntries(namedValues),
    isStatic:
      !isSpread && ![...values, ...namedValues.map(([, value]) => value)].includes(undefined),
    location: place(spanOfCall(call)),
    argumentLocations: positional.map((each) => place(spanOfText(each))),
    namedLocations: Object.fromEntries(
      named.map((each) => [each.name, place(spanOfText(each.value))] as const),
    ),
    keyLocations: Object.fromEntries(
      named.map(
        ({ name: key, start }) => [key, place({ start, end: start + key.length })] as const,
      ),
    ),
  };
}
