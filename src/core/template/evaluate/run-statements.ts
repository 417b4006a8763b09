import { unreachable } from '../../diagnostics/unreachable.ts';
import { TEST_OUT_OF_PLACE, TEST_PLACE } from '../macro-library.ts';
import type {
  Application,
  BlockStatement,
  CallStatement,
  Expression,
  OutputStatement,
  Statement,
} from '../syntax/syntax-tree.ts';
import { type MacroResult, type PlacedText, toText, type Value } from '../value.ts';
import { assign } from './assign.ts';
import { defineMacro } from './define-macro.ts';
import {
  applyFilter,
  evaluate,
  evaluateArguments,
  evaluateCall,
  isConditionTrue,
} from './evaluate-expression.ts';
import {
  at,
  type BlockBody,
  childFrame,
  childScope,
  type Frame,
  failAt,
  rootOf,
  withPlace,
} from './frame.ts';
import { functionOf, invoke } from './invoke.ts';
import { importNames, importTemplate, include } from './other-templates.ts';
import { createOutput, type Output, textOfOutput, write, writeAll } from './output.ts';
import { runLoop } from './run-loop.ts';

/** Runs statements in order and writes what they print. */
export function runStatements(
  statements: readonly Statement[],
  frame: Frame,
  output: Output,
): void {
  for (const statement of statements) {
    try {
      frame.environment.engine.budget.spend(1);
      runStatement(statement, frame, output);
    } catch (error) {
      throw withPlace(error, frame, statement);
    }
  }
}

function runStatement(statement: Statement, frame: Frame, output: Output): void {
  switch (statement.kind) {
    case 'text':
      write(output, statement.text, frame.source, { offset: statement.start, isLiteral: true });
      return;
    case 'output':
      print(statement, frame, output);
      return;
    case 'do':
      evaluate(statement.expression, frame);
      return;
    case 'if':
      runStatements(branchOf(statement, frame), frame, output);
      return;
    case 'for':
      runLoop(statement, frame, output, runStatements);
      return;
    case 'set':
      assign(statement.target, evaluate(statement.value, frame), frame);
      return;
    case 'set-block': {
      const text = captured(statement, frame, output);
      assign(statement.target, text, frame);
      return;
    }
    case 'filter-block': {
      const text = captured(statement, frame, output);
      const printed = at(frame, statement, () => toText(text));
      write(output, printed, frame.source, { offset: statement.start, isLiteral: false });
      return;
    }
    case 'macro': {
      const { macro } = statement;
      frame.scope.variables.set(macro.name, defineMacro(macro, frame, runStatements));
      return;
    }
    case 'data-test':
      failAt(frame, statement, 'template-unsupported', TEST_OUT_OF_PLACE, TEST_PLACE);
      return;
    case 'call-block':
      runCallBlock(statement, frame, output);
      return;
    case 'with': {
      const inner = childFrame(frame);
      for (const { target, value } of statement.bindings) {
        assign(target, evaluate(value, frame), inner);
      }
      runStatements(statement.body, inner, output);
      return;
    }
    case 'block':
      runBlock(statement, frame, output);
      return;
    case 'include':
      include(statement, frame, output, runStatements);
      return;
    case 'import':
      importTemplate(statement, frame, runStatements);
      return;
    case 'from-import':
      importNames(statement, frame, runStatements);
      return;
    case 'extends':
      refuseExtends(statement, frame);
      return;
    default:
      unreachable(statement);
  }
}

function refuseExtends(statement: Statement, frame: Frame): never {
  const hint = 'write it once, at the top of the template';
  return failAt(frame, statement, 'template-unsupported', '"extends" inside a block', hint);
}

function branchOf(
  { branches, otherwise }: Extract<Statement, { kind: 'if' }>,
  frame: Frame,
): readonly Statement[] {
  const branch = branches.find(({ condition }) => isConditionTrue(condition, frame));
  return branch === undefined ? otherwise : branch.body;
}

function print({ expression }: OutputStatement, frame: Frame, output: Output): void {
  if (expression.kind === 'call') {
    writeResult(evaluateCall(expression, frame), expression, frame, output);
    return;
  }
  writeResult({ kind: 'value', value: evaluate(expression, frame) }, expression, frame, output);
}

function writeResult(
  result: MacroResult,
  expression: Expression,
  frame: Frame,
  output: Output,
): void {
  if (result.kind === 'text') {
    writeAll(output, result.segments);
    return;
  }
  const text = at(frame, expression, () => toText(result.value));
  write(output, text, frame.source, { offset: expression.start, isLiteral: false });
}

function captured(
  { body, filters }: { body: readonly Statement[]; filters: readonly Application[] },
  frame: Frame,
  { budget }: Output,
): Value {
  const inner = createOutput(budget);
  runStatements(body, childFrame(frame), inner);
  return filters.reduce<Value>(
    (value, filter) => applyFilter(filter, value, frame),
    textOfOutput(inner),
  );
}

function runCallBlock({ call, caller }: CallStatement, frame: Frame, output: Output): void {
  const callee = functionOf(evaluate(call.callee, frame), frame, call.callee);
  const args = evaluateArguments(call, frame);
  const named = new Map(args.named).set('caller', defineMacro(caller, frame, runStatements));
  const withCaller = {
    positional: args.positional,
    named,
    get location() {
      return args.location;
    },
  };
  writeResult(invoke(callee, withCaller, frame, call), call, frame, output);
}

/** Runs the most specific body that the templates around give the block; `super()` is the next one. */
function runBlock(block: BlockStatement, frame: Frame, output: Output): void {
  const bodies = frame.blocks.get(block.name) ?? [{ body: block.body, source: frame.source }];
  writeAll(output, blockSegments(bodies, frame, output));
}

function blockSegments(
  [block, ...overridden]: readonly BlockBody[],
  frame: Frame,
  { budget }: Output,
): readonly PlacedText[] {
  const inner = createOutput(budget);
  if (block === undefined) return [];
  const scope = childScope(rootOf(frame.scope));
  if (overridden.length > 0) {
    const parent = { ...frame, source: block.source };
    scope.variables.set('super', {
      kind: 'function',
      name: 'super',
      call: () => textOfOutput({ segments: blockSegments(overridden, parent, inner) }),
      render: () => ({ kind: 'text', segments: blockSegments(overridden, parent, inner) }),
    });
  }
  runStatements(block.body, { ...frame, source: block.source, scope }, inner);
  return inner.segments;
}
