import type { Code } from '../../diagnostics/codes.ts';
import { DiagnosticError, fail } from '../../diagnostics/diagnostic.ts';
import { type Location, locate, type SourceFile } from '../../diagnostics/source-file.ts';
import type { Engine } from '../builtins/builtin.ts';
import type { Template } from '../parse-template.ts';
import type { Span, Statement } from '../syntax/syntax-tree.ts';
import type { FunctionValue, Value } from '../value.ts';

/** What one rendering has everywhere. */
export interface Environment {
  readonly engine: Engine;
  readonly globals: ReadonlyMap<string, Value>;
  /** A macro of the library by name. */
  readonly macro: (name: string) => FunctionValue | undefined;
  readonly macroNames: () => Iterable<string>;
  /** Templates to include, import and extend; nothing where a project has none. */
  readonly load: ((name: string) => Template | undefined) | undefined;
  /** How many calls are inside each other. */
  depth: number;
}

/** The variables of a template, macro, loop or block; reading goes on outwards, setting does not. */
export interface Scope {
  readonly variables: Map<string, Value>;
  readonly parent: Scope | undefined;
}

/** A block and what it overrides. */
export interface BlockBody {
  readonly body: readonly Statement[];
  readonly source: SourceFile;
}

/** Where evaluation stands. */
export interface Frame {
  readonly environment: Environment;
  readonly source: SourceFile;
  readonly scope: Scope;
  readonly isInMacro: boolean;
  /** By name, the most specific body first; nothing outside of whole templates. */
  readonly blocks: ReadonlyMap<string, readonly BlockBody[]>;
}

export function childScope(parent: Scope | undefined): Scope {
  return { variables: new Map(), parent };
}

/** The same place with variables of its own. */
export function childFrame(frame: Frame): Frame {
  return { ...frame, scope: childScope(frame.scope) };
}

export function findVariable(scope: Scope, name: string): Value | undefined {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) {
    const value = each.variables.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function rootOf(scope: Scope): Scope {
  let root = scope;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

export function placeOf(frame: Frame, { start, end }: Span): Location {
  return locate(frame.source, start, end - start);
}

export function failAt(
  frame: Frame,
  span: Span,
  code: Code,
  message: string,
  hint?: string,
): never {
  return fail(code, message, { location: placeOf(frame, span), hint });
}

/** What happens in `action` without a place of its own happens at the span. */
export function at<Result>(frame: Frame, span: Span, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw withPlace(error, frame, span);
  }
}

/** The error with the span as its place, where it has none. */
export function withPlace(error: unknown, frame: Frame, span: Span): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  if (error.diagnostics.every((each) => each.location !== undefined)) return error;
  const location = placeOf(frame, span);
  const located = error.diagnostics.map((each) => ({
    ...each,
    location: each.location ?? location,
  }));
  return new DiagnosticError(located, error.cause);
}
