import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import type { Call, Expression, Span } from '../syntax/syntax-tree.ts';
import {
  type CallArguments,
  describeType,
  type FunctionValue,
  type MacroResult,
  type Value,
} from '../value.ts';
import { type Frame, failAt, placeOf, withPlace } from './frame.ts';

const MAX_CALL_DEPTH = 100;
const MAX_NOTES = 10;

/** The function that a call calls: itself, or what a callable object such as `loop` does. */
export function functionOf(callee: Value, frame: Frame, span: Span): FunctionValue {
  if (typeof callee === 'object' && callee !== null) {
    if (callee.kind === 'function') return callee;
    if (callee.kind === 'object' && callee.call !== undefined) return callee.call;
  }
  return failAt(frame, span, 'template-type', `${describeType(callee)} cannot be called`);
}

/** Calls, and keeps the places of what a macro prints. */
export function invoke(
  callee: FunctionValue,
  args: CallArguments,
  frame: Frame,
  call: Call,
): MacroResult {
  const { environment } = frame;
  if (environment.depth >= MAX_CALL_DEPTH) {
    const message = `more than ${MAX_CALL_DEPTH} calls inside each other`;
    failAt(frame, call.callee, 'template-step-limit', message, 'end the recursion earlier');
  }
  environment.depth += 1;
  try {
    return callee.render?.(args) ?? { kind: 'value', value: callee.call(args) };
  } catch (error) {
    throw callee.render === undefined
      ? withLocation(error, args)
      : withCaller(withPlace(error, frame, call.callee), callee, frame, call);
  } finally {
    environment.depth -= 1;
  }
}

function withLocation(error: unknown, args: CallArguments): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const located = error.diagnostics.map((each) => ({
    ...each,
    location: each.location ?? args.location,
  }));
  return new DiagnosticError(located, error.cause);
}

/** The error with a note of where the macro was called. */
function withCaller(error: unknown, { name }: FunctionValue, frame: Frame, call: Call): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const note = { message: `"${name}" is called here`, location: placeOf(frame, call.callee) };
  const noted = error.diagnostics.map((each) =>
    each.notes.length >= MAX_NOTES ? each : { ...each, notes: [...each.notes, note] },
  );
  return new DiagnosticError(noted, error.cause);
}

/** Where a message about a call points: inside the quotes of a literal first argument, else at the name. */
export function spanOfCall({ callee, args }: Call): Span {
  const [first] = args.positional;
  return first?.kind === 'literal' && typeof first.value === 'string' ? spanOfText(first) : callee;
}

/** Inside the quotes of a literal text, else the expression as a whole. */
export function spanOfText(expression: Expression): Span {
  const isQuoted = expression.kind === 'literal' && expression.isQuoted;
  const { start, end } = expression;
  return isQuoted && end - start > 2 ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The arguments of a call with its place, which is worked out only when it is asked for. */
export function placedArguments(
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  place: () => Location,
): CallArguments {
  return {
    positional,
    named,
    get location() {
      return place();
    },
  };
}
